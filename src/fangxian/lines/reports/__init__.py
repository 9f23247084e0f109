"""Daily and zero reports (M8): what is owed, what was filed, and the silence between them."""
