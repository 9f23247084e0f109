"""Under which user an installation lives: never root, since PostgreSQL refuses it and the site needs no such power."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path


def step_down(name: str, prefix: Path) -> None:
    """Become the site's user, if root: create the user when missing, and give it what the prefix holds."""
    if os.geteuid() != 0:
        return
    user = _found(name) or _created(name)
    for folder, _folders, files in os.walk(prefix):
        for path in (folder, *(os.path.join(folder, file) for file in files)):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    os.initgroups(user.pw_name, user.pw_gid)
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    os.environ.update(HOME=str(prefix), USER=user.pw_name, LOGNAME=user.pw_name)
    os.chdir(prefix)


def _found(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _created(name: str) -> pwd.struct_passwd:
    program = shutil.which("useradd") or "/usr/sbin/useradd"
    print(f"Creating the system user {name} …", flush=True)
    subprocess.run([program, "--system", "--user-group", "--shell", "/usr/sbin/nologin", name], check=True)
    return pwd.getpwnam(name)
