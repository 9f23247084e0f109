"""Tests: quick password hashing, keys in a temporary folder, the database that the environment names."""

import tempfile
from pathlib import Path

from fangxian.settings.base import *  # noqa: F403
from fangxian.settings.base import DATABASES, STORAGES

SECRET_KEY = "test-only"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
FANGXIAN_KEYS_DIR = Path(tempfile.mkdtemp(prefix="fangxian-keys-"))
FANGXIAN_ALLOWANCE_FILE = Path(tempfile.mkdtemp(prefix="fangxian-allowance-")) / "allowance.sqlite3"
FANGXIAN_LAKE_DIR = Path(tempfile.mkdtemp(prefix="fangxian-lake-"))
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="fangxian-static-"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
for config in DATABASES.values():
    config["CONN_MAX_AGE"] = 0
