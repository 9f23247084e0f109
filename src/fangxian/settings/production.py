"""Real service: refuses to start without its secrets, and speaks HTTPS only."""

import os

from django.core.exceptions import ImproperlyConfigured

from fangxian.settings.base import *  # noqa: F403


def required(variable: str, purpose: str) -> str:
    """Return an environment variable; raises ``ImproperlyConfigured`` that says what to set."""
    value = os.environ.get(variable, "")
    if not value:
        raise ImproperlyConfigured(f"Set {variable}: {purpose}.")
    return value


SECRET_KEY = required("FANGXIAN_SECRET_KEY", "50 or more random characters that sign sessions and links")
ALLOWED_HOSTS = required(
    "FANGXIAN_HOSTS", "host names, separated by commas, under which this site is reached"
).split(",")
FANGXIAN_SITE = (os.environ.get("FANGXIAN_SITE") or f"https://{ALLOWED_HOSTS[0]}").rstrip("/")
required("FANGXIAN_DATABASE_URL", "the PostgreSQL database, as postgresql://user:password@host/name")
required("FANGXIAN_AUDIT_DATABASE_URL", "a second PostgreSQL database for the audit trail")
required("FANGXIAN_KEYS_DIR", "a folder outside the database and its backups that holds the data keys")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("FANGXIAN_SECRET_KEY is too short: use 50 or more random characters.")

DEBUG = False
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
