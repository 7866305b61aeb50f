"""The views of allauth that are open. Those not listed - signing up, e-mail, passwords by e-mail - have no address."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as identities
from django.urls import URLPattern, path

from antigone.web.account import oidc
from antigone.web.shared.access import Access, Open, opened


def _door(route: str, view: object, name: str, access: Access) -> URLPattern:
    door: URLPattern = path(f"account/{route}", opened(view, access), name=name)
    return door


urlpatterns = [
    _door("login/", account.login, "account_login", Open.PUBLIC),
    # Also how somebody gives up halfway, who has shown a password and not the second factor.
    _door("logout/", account.logout, "account_logout", Open.PUBLIC),
    _door("inactive/", account.account_inactive, "account_inactive", Open.PUBLIC),
    _door("confirm/", account.reauthenticate, "account_reauthenticate", Open.SETTING_UP),
    _door("password/", account.password_change, "account_change_password", Open.SIGNED_IN),
    _door("second-factor/", factors.index, "mfa_index", Open.SETTING_UP),
    _door("second-factor/sign-in/", factors.authenticate, "mfa_authenticate", Open.PUBLIC),
    _door("second-factor/confirm/", factors.reauthenticate, "mfa_reauthenticate", Open.SETTING_UP),
    _door("second-factor/app/", totp.activate_totp, "mfa_activate_totp", Open.SETTING_UP),
    _door("second-factor/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp", Open.SIGNED_IN),
    _door("second-factor/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes", Open.SETTING_UP),
    _door("second-factor/codes/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes", Open.SIGNED_IN),
    _door("second-factor/keys/", keys.list_webauthn, "mfa_list_webauthn", Open.SIGNED_IN),
    _door("second-factor/keys/add/", keys.add_webauthn, "mfa_add_webauthn", Open.SETTING_UP),
    _door("second-factor/keys/sign-in/", keys.login_webauthn, "mfa_login_webauthn", Open.PUBLIC),
    _door("second-factor/keys/confirm/", keys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn", Open.SETTING_UP),
    _door("second-factor/keys/<int:pk>/remove/", keys.remove_webauthn, "mfa_remove_webauthn", Open.SIGNED_IN),
    _door("second-factor/keys/<int:pk>/edit/", keys.edit_webauthn, "mfa_edit_webauthn", Open.SIGNED_IN),
    _door("identities/", identities.connections, "socialaccount_connections", Open.SIGNED_IN),
    _door("identities/cancelled/", identities.login_cancelled, "socialaccount_login_cancelled", Open.PUBLIC),
    _door("oidc/<slug:provider_id>/", oidc.leave, "openid_connect_login", Open.PUBLIC),
    _door("oidc/<slug:provider_id>/back/", oidc.come_back, "openid_connect_callback", Open.PUBLIC),
]
