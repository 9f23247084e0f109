"""Addresses of the pages about accounts."""

from django.urls import path

from fangxian.trees.people.views import accounts, own, saved, sign_in, tokens

app_name = "people"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.enter_code, name="enter_code"),
    path("sign-in/as/", sign_in.sign_in_as, name="sign_in_as"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("invitation/", sign_in.accept_invitation, name="accept_invitation"),
    path("language/", sign_in.set_language, name="set_language"),
    path("me/", own.me, name="me"),
    path("me/password/", own.change_password, name="change_password"),
    path("me/codes/", own.codes, name="codes"),
    path("me/codes/start/", own.start_codes, name="start_codes"),
    path("me/codes/stop/", own.stop_codes, name="stop_codes"),
    path("views/", saved.save, name="save_view"),
    path("views/<uuid:view_id>/rename/", saved.rename, name="rename_view"),
    path("views/<uuid:view_id>/remove/", saved.remove, name="remove_view"),
    path("views/<uuid:view_id>/default/", saved.default, name="default_view"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/new/", accounts.create, name="account_new"),
    path("accounts/<uuid:account_id>/", accounts.detail, name="account"),
    path("accounts/<uuid:account_id>/grants/", accounts.grant, name="grant"),
    path("accounts/<uuid:account_id>/responsible/", accounts.name_responsible, name="name_responsible"),
    path(
        "responsibilities/<int:responsibility_id>/end/",
        accounts.end_responsibility,
        name="end_responsibility",
    ),
    path("accounts/<uuid:account_id>/phone/", accounts.set_phone, name="set_phone"),
    path("accounts/<uuid:account_id>/invitation/", accounts.invite, name="invite"),
    path("accounts/<uuid:account_id>/open/", accounts.set_open, name="set_open"),
    path("accounts/<uuid:account_id>/codes/", accounts.reset_codes, name="reset_codes"),
    path("accounts/<uuid:account_id>/tokens/", tokens.issue, name="issue_token"),
    path("grants/<int:grant_id>/end/", accounts.end_grant, name="end_grant"),
    path("tokens/<int:token_id>/revoke/", tokens.revoke, name="revoke_token"),
]
