from django.urls import path

from fangxian.lines.volunteers.views import desk, public

app_name = "volunteers"
urlpatterns = [
    path("receipt/", public.receipt, name="receipt"),
    path("receipt/correct/", public.correct, name="correct"),
    path("receipt/withdraw/", public.withdraw, name="withdraw"),
    path("receipt/certificate/", public.certificate, name="certificate"),
    path("join/<str:token>/", public.join, name="join"),
    path("links/", desk.listing, name="links"),
    path("links/<uuid:link_id>/", desk.poster, name="poster"),
    path("links/<uuid:link_id>/code.<slug:ending>", desk.drawing, name="drawing"),
    path("links/<uuid:link_id>/revoke/", desk.revoke, name="revoke"),
    path("<uuid:entry_id>/vet/", desk.vet, name="vet"),
    path("<uuid:entry_id>/assign/", desk.assign, name="assign"),
    path("<uuid:entry_id>/thank/", desk.thank, name="thank"),
    path("<uuid:entry_id>/certificate/", desk.certificate, name="print"),
]
