"""Gunicorn behind nginx on one machine; the environment comes from /etc/fangxian/fangxian.env."""

import os

wsgi_app = "fangxian.wsgi:application"
bind = os.environ.get("FANGXIAN_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("FANGXIAN_WORKERS", str(os.cpu_count() or 1)))
worker_class = "gthread"
threads = 4
preload_app = True
timeout = 60
graceful_timeout = 30
max_requests = 10_000
max_requests_jitter = 1_000
worker_tmp_dir = "/dev/shm"  # noqa: S108 - the heartbeat file must not wait for a disk

accesslog = "-"
# Neither visitors nor query strings, which may hold names: method, path, status, bytes, milliseconds.
access_log_format = "%(m)s %(U)s %(s)s %(B)s %(M)s"
