from django.urls import path

from fangxian.lines.arrivals.selfreg.views import desk, links, public

app_name = "selfreg"
urlpatterns = [
    path("self/receipt/", public.receipt, name="receipt"),
    path("self/receipt/find/", public.find, name="receipt_find"),
    path("self/receipt/correct/", public.correct, name="receipt_correct"),
    path("self/receipt/withdraw/", public.withdraw, name="receipt_withdraw"),
    path("self/<str:token>/", public.register, name="register"),
    path("arrivals/self/", desk.listing, name="list"),
    path("arrivals/self/confirm/", desk.confirm, name="confirm"),
    path("arrivals/self/links/", links.listing, name="links"),
    path("arrivals/self/links/<uuid:link_id>/", links.poster, name="poster"),
    path("arrivals/self/links/<uuid:link_id>/code.<slug:ending>", links.drawing, name="drawing"),
    path("arrivals/self/links/<uuid:link_id>/revoke/", links.revoke, name="revoke"),
    path("arrivals/self/<uuid:entry_id>/", desk.detail, name="detail"),
    path("arrivals/self/<uuid:entry_id>/correct/", desk.correct, name="correct"),
    path("arrivals/self/<uuid:entry_id>/refuse/", desk.refuse, name="refuse"),
    path("arrivals/self/<uuid:entry_id>/disclose/", desk.disclose, name="disclose"),
]
