from django.urls import path

from fangxian.lines.arrivals.views import deciding, entering, lists, missing, person, taking_out

app_name = "arrivals"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("register/", entering.register, name="register"),
    path("declare/", entering.declare, name="declare"),
    path("inbox/", deciding.inbox, name="inbox"),
    path("decide/", deciding.decide, name="decide"),
    path("decisions/<uuid:decision_id>/undo/", deciding.undo, name="undo"),
    path("gaps/", missing.gaps, name="gaps"),
    path("export/", taking_out.export, name="export"),
    path("entries/", lists.entries, name="entries"),
    path("<uuid:entry_id>/", person.person, name="person"),
    path("<uuid:entry_id>/edit/", entering.edit, name="edit"),
    path("<uuid:entry_id>/void/", entering.void, name="void"),
    path("<uuid:entry_id>/disclose/", person.disclose, name="disclose"),
    path("<uuid:entry_id>/not-ours/", deciding.not_ours, name="not_ours"),
]
