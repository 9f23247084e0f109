"""One machine, SQLite, no secrets to set: for a demonstration, a drill or development; never for real data."""

from fangxian.settings.base import *  # noqa: F403
from fangxian.settings.base import DATA_DIR, STORAGES

DATA_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = "local-demonstration-only"  # noqa: S105
DEBUG = False
FANGXIAN_DEMO = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
WHITENOISE_USE_FINDERS = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
