"""The rules of conduct for people sent down: eight things to do and eight not to do, in a dated wording (M10)."""

from django.utils.translation import gettext_lazy as _

from fangxian.lines.dispatch.models import Pledge

WORDING = "2020-02"
"""The wording that holds; whoever acknowledged another one is asked again."""
DO = (
    _("Report to the community on time and follow its dispatch."),
    _("Stay at the post for the whole shift; ask for leave before going."),
    _("Check and register everybody who passes, and write down what was said."),
    _("Wear a mask for the whole shift, wash and disinfect as told."),
    _("Report a fever or anything unusual at once."),
    _("Speak politely, explain patiently, help the old and the frail."),
    _("Hand over item by item what is still open to the next shift."),
    _("Keep lists with names safe, and use them for this work only."),
)
DO_NOT = (
    _("Do not come late, leave early or change posts by yourself."),
    _("Do not let anybody pass because you know him."),
    _("Do not hide, leave out or delay a report."),
    _("Do not believe, pass on or publish what is not confirmed."),
    _("Do not quarrel with residents or treat them roughly."),
    _("Do not take gifts or meals, and be no burden to the community."),
    _("Do not come to duty ill or after drinking."),
    _("Do not tell names or show pictures of residents to others."),
)
SETS = ((Pledge.Part.DO, DO), (Pledge.Part.DO_NOT, DO_NOT))
"""What each part of the rules says."""
