"""Measures declared once over facts; from a declaration come value, breakdown, entries, and value as known then.

``measures`` holds the declarations' vocabulary, ``registry`` collects what the lines declare, ``questions`` says
what is asked, ``tables`` answers from fact tables, ``answers`` puts it together (decision 3, M24).
"""
