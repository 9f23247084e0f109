"""What every installation shares; the environment names databases, folders and secrets."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parents[1]
DATA_DIR = Path(os.environ.get("FANGXIAN_DATA_DIR", "var")).resolve()
FANGXIAN_KEYS_DIR = Path(os.environ.get("FANGXIAN_KEYS_DIR", DATA_DIR / "keys"))
FANGXIAN_FONT_DIR = os.environ.get("FANGXIAN_FONT_DIR", "")
FANGXIAN_DEMO = False
FANGXIAN_API_RATE = int(os.environ.get("FANGXIAN_API_RATE", "6000"))
"""How many requests an account may send to the API in a minute."""
FANGXIAN_ALLOWANCE_FILE = DATA_DIR / "allowance.sqlite3"
"""Where the processes of a site count them together; made when it is missing, and of no worth afterwards."""
FANGXIAN_MAX_ROWS = 100_000
FANGXIAN_SITE = (os.environ.get("FANGXIAN_SITE") or "http://127.0.0.1:8000").rstrip("/")
FANGXIAN_LAKE_DIR = Path(os.environ.get("FANGXIAN_LAKE_DIR") or DATA_DIR / "lake")
"""The folder that exports to the data lake write."""
FANGXIAN_UPLINK_CA = os.environ.get("FANGXIAN_UPLINK_CA", "")
"""A file of certificates that vouch for the node above; without it those that the machine trusts."""
FANGXIAN_MESSAGE_TIMEOUT = (4.0, 6.0)
"""Seconds for reaching a channel's server, and for its answer."""

EMAIL_HOST = os.environ.get("FANGXIAN_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("FANGXIAN_MAIL_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("FANGXIAN_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("FANGXIAN_MAIL_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_TIMEOUT = 6
DEFAULT_FROM_EMAIL = os.environ.get("FANGXIAN_MAIL_FROM") or "fangxian@localhost"

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
        "PRAGMA mmap_size=2147418112; PRAGMA cache_size=-65536;"
    ),
}


def database(variable: str, file: str) -> dict[str, Any]:
    """Return the database that an environment variable names by URL, or a SQLite file in the data folder."""
    url = os.environ.get(variable) or f"sqlite:///{DATA_DIR / file}"
    config = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=False))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = dict(SQLITE)
        return config
    if size := int(os.environ.get("FANGXIAN_POOL") or 0):
        config |= {"CONN_MAX_AGE": 0, "OPTIONS": {"pool": {"min_size": 1, "max_size": size, "timeout": 10}}}
    if os.environ.get("FANGXIAN_BOUNCER"):  # whoever shares connections by transaction keeps no cursor open
        config["DISABLE_SERVER_SIDE_CURSORS"] = True
    return config


DATABASES = {
    "default": database("FANGXIAN_DATABASE_URL", "fangxian.sqlite3"),
    "audit": database("FANGXIAN_AUDIT_DATABASE_URL", "audit.sqlite3"),
}
if os.environ.get("FANGXIAN_REPLICA_URL"):
    DATABASES["replica"] = database("FANGXIAN_REPLICA_URL", "") | {"TEST": {"MIRROR": "default"}}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
DATABASE_ROUTERS = ["fangxian.core.replica.ReplicaRouter", "fangxian.core.audit.router.AuditRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "fangxian.core",
    "django.forms",
    "axes",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "simple_history",
    "fangxian.core.audit",
    "fangxian.trees.places",
    "fangxian.trees.bodies",
    "fangxian.trees.people",
    "fangxian.trees.responses",
    "fangxian.mechanisms.entries",
    "fangxian.mechanisms.duties",
    "fangxian.mechanisms.figures",
    "fangxian.mechanisms.forms",
    "fangxian.mechanisms.cases",
    "fangxian.mechanisms.contacts",
    "fangxian.mechanisms.messages",
    "fangxian.mechanisms.webhooks",
    "fangxian.mechanisms.papers",
    "fangxian.mechanisms.imports",
    "fangxian.mechanisms.filling",
    "fangxian.mechanisms.ledgers",
    "fangxian.mechanisms.personnel",
    "fangxian.mechanisms.visitors",
    "fangxian.lines.arrivals",
    "fangxian.lines.arrivals.selfreg",
    "fangxian.lines.arrivals.passengers",
    "fangxian.lines.reports",
    "fangxian.lines.reports.owed",
    "fangxian.lines.dispatch",
    "fangxian.lines.rosters",
    "fangxian.lines.pairing",
    "fangxian.lines.service",
    "fangxian.lines.structure",
    "fangxian.lines.grid",
    "fangxian.lines.volunteers",
    "fangxian.command",
    "fangxian.command.territory",
    "fangxian.command.forms",
    "fangxian.drill",
    "fangxian.scenario",
    "fangxian.uplink",
    "fangxian.lake",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fangxian.core.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fangxian.trees.people.middleware.AccessMiddleware",
    "fangxian.command.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "fangxian.urls"
WSGI_APPLICATION = "fangxian.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "fangxian.command.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "fangxian.trees.people.backends.NameOrPhoneBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "command:home"
LOGOUT_REDIRECT_URL = "people:sign_in"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "fangxian.trees.people.throttle.counted_as"
AXES_LOCKOUT_CALLABLE = "fangxian.trees.people.throttle.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "csrfmiddlewaretoken"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
OTP_TOTP_ISSUER = "Fangxian"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
    ("en", _("English")),
]
LOCALE_PATHS = [PACKAGE / "core" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "fangxian.core.logs.JsonLines"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "lines"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "fangxian": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        # they would name a channel's address with its token
        "apprise": {"handlers": ["nowhere"], "level": "CRITICAL", "propagate": False},
        "urllib3": {"level": "ERROR"},
    },
}
