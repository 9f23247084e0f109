"""Facts added up ahead of the question: folded up to an instant, with the rest read as it is (M8, M24).

``declared`` says what a source adds up, ``folding`` does it, ``nodes`` finds the sums that hold an answer, ``reading``
takes them, ``auditing`` makes them anew from the facts. Writers know nothing of it (decision 13).
"""
