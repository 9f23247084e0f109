"""Addresses of the pages about nodes."""

from django.urls import path

from fangxian.uplink import views

app_name = "uplink"
urlpatterns = [
    path("", views.listing, name="nodes"),
    path("status.<slug:ending>", views.export_status, name="export_status"),
    path("figures/", views.figures, name="figures"),
    path("figures.<slug:ending>", views.export_figures, name="export_figures"),
    path("register/", views.register, name="register"),
    path("pair/", views.pair, name="pair"),
    path("nodes/<uuid:node_id>/", views.node, name="node"),
    path("nodes/<uuid:node_id>/<slug:change>/", views.change_node, name="change_node"),
    path("above/<uuid:upstream_id>/", views.upstream, name="upstream"),
    path("above/<uuid:upstream_id>/again/<int:sequence>/", views.send_again, name="send_again"),
    path("above/<uuid:upstream_id>/<slug:change>/", views.change_upstream, name="change_upstream"),
    path("received/<int:package_id>/", views.package, name="package"),
]
