"""Settings of a measurement: those of a real site, with the database and folders that the environment names."""

from pathlib import Path

from fangxian.settings.base import *  # noqa: F403
from fangxian.settings.base import DATA_DIR, STORAGES, TEMPLATES

DATA_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = "measured-and-thrown-away"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "benchmarks.urls"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = False
(DATA_DIR / "static").mkdir(exist_ok=True)
FANGXIAN_API_RATE = 10**9
TEMPLATES[0]["DIRS"] = [Path(__file__).parent / "load" / "templates"]
