"""The application server's entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from fangxian.core.room import roomy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.settings.production")
application = roomy(get_wsgi_application())
get_resolver().check()  # loads every page now, so that the first visitor does not wait
gc.collect()
gc.freeze()  # what stays as long as the process is not looked through again and again
