"""A form as XLSForm, the form definition of ODK and its kin, and back (M8): a subset, refused outside it."""

from fangxian.mechanisms.forms.xlsform.reading import Sheets, read
from fangxian.mechanisms.forms.xlsform.writing import written

__all__ = ["Sheets", "read", "written"]
