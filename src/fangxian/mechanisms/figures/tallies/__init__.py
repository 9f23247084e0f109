"""Facts added up ahead of the question: folded up to an instant, with the rest read as it is (M8, M24).

``declared`` says what a source adds up, ``folding`` does it by ``adding``, ``nodes`` finds the sums that hold an
answer, ``reading`` takes them by ``statements`` and what came since by ``facts``, ``auditing`` makes them anew.
Writers know nothing of it (decision 13).
"""
