from django.urls import path

from fangxian.lines.structure import views

app_name = "structure"
urlpatterns = [
    path("", views.chart, name="chart"),
    path("chart.pdf", views.chart_pdf, name="chart_pdf"),
    path("on-call/", views.on_call, name="on_call"),
    path("lacks/", views.lacks, name="lacks"),
    path("proposed/", views.proposed, name="proposed"),
    path("groups/<uuid:entry_id>/decide/", views.decide, name="decide"),
    path("groups/<uuid:entry_id>/close/", views.close, name="close"),
    path("chain/", views.chain, name="chain"),
    path("chain.pdf", views.chain_pdf, name="chain_pdf"),
    path("chain/gaps/", views.missing, name="gaps"),
]
