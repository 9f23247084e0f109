"""Addresses of the pages about daily and zero reports."""

from django.urls import path

from fangxian.lines.reports.views import burden, chat, grid, locks, mine, missing, registers, relay, review

app_name = "reports"
urlpatterns = [
    path("", grid.every, name="all"),
    path("mine/", mine.mine, name="mine"),
    path("missing/", missing.missing, name="missing"),
    path("missing.csv", missing.export, name="missing_export"),
    path("missing/remind/", missing.remind, name="remind"),
    path("review/", review.review, name="review"),
    path("relay/", relay.relay, name="relay"),
    path("chat/", chat.texts, name="chat"),
    path("locks/", locks.periods, name="locks"),
    path("locks/<uuid:lock>/unlock/", locks.unlock, name="unlock"),
    path("burden/", burden.burden, name="burden"),
    path("burden.xlsx", burden.export, name="burden_export"),
    path("entries/", grid.entries, name="entries"),
    path("excuses/", registers.excuses, name="excuses"),
    path("excuses/<uuid:entry>/withdraw/", registers.withdraw, name="withdraw_excuse"),
    path("obligations/", registers.obligations, name="obligations"),
    path("obligations/<uuid:entry>/end/", registers.end, name="end_obligation"),
    path("<uuid:entry>/", review.report, name="report"),
]
