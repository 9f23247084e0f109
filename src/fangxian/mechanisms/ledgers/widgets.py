"""Controls that ledgers' forms share."""

from django import forms


class Picker(forms.DateInput):
    """The browser's own picker of days."""

    def __init__(self, kind: str) -> None:
        super().__init__(format="%Y-%m-%d")
        self.input_type = kind
