"""What is proved in a closed network: an archive installs, twice; the demonstration runs; the site answers.

Usage: python -m tools.bundle.installing ARCHIVE FOLDER — inside the namespace, see `tools.bundle.closed`.
"""

import os
import pwd
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

PORT = 8088
USER = "nobody"
SENTENCE = "节后返程人员登记和每日报告情况的报告"
"""The title of the demonstration's bulletin."""


def plain_environment(home: Path) -> dict[str, str]:
    """Return the environment of somebody who has nothing set, and an empty home."""
    return {"HOME": str(home), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


def install(bundle: Path, prefix: Path, home: Path, *options: str) -> str:
    """Run the bundle's installer as an administrator would, and return what it printed."""
    user = ["--user", USER] if os.geteuid() == 0 else []
    command = ["./install.sh", "--prefix", str(prefix), *user, *options]
    done = subprocess.run(
        command, cwd=bundle, env=plain_environment(home), stdout=subprocess.PIPE, text=True, check=True
    )
    print(done.stdout, flush=True)
    return done.stdout


@contextmanager
def serving(prefix: Path, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the site while the context lasts."""
    command = [str(prefix / "bin/fangxian"), "serve", "--port", str(PORT), "--workers", "1"]
    with subprocess.Popen(command, cwd=prefix, env=plain_environment(home)) as process:
        try:
            yield process
        finally:
            process.terminate()


def health(process: subprocess.Popen[bytes]) -> str:
    """Return the status and body of the health address, once the site listens.

    An emulated machine takes its time. Raises ``ConnectionError`` when the site ended.
    """
    while process.poll() is None:
        connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
        try:
            connection.request("GET", "/health")
            answer = connection.getresponse()
            return f"{answer.status} {answer.read().decode()}"
        except ConnectionRefusedError:
            time.sleep(0.5)
        finally:
            connection.close()
    raise ConnectionError("the site does not serve")


def main() -> None:
    """Install, install again, serve, ask; leaves with an ``AssertionError``'s words when something is not so."""
    archive, folder = Path(sys.argv[1]), Path(sys.argv[2])
    home, prefix = folder / "home", folder / "site"
    home.mkdir()
    if os.geteuid() == 0:
        os.chown(home, pwd.getpwnam(USER).pw_uid, -1)
    subprocess.run(["tar", "xzf", archive, "-C", folder], check=True)
    bundle = folder / archive.name.removesuffix(".tar.gz")
    printed = install(bundle, prefix, home)
    if SENTENCE not in printed:
        sys.exit("The demonstration printed no bulletin.")
    before = (prefix / "etc/fangxian.env").read_text(encoding="utf-8")
    install(bundle, prefix, home, "--no-self-test")
    if (prefix / "etc/fangxian.env").read_text(encoding="utf-8") != before:
        sys.exit("The second installation changed the settings.")
    try:
        with serving(prefix, home) as process:
            answer = health(process)
        print(f"/health: {answer}")
        if not answer.startswith("200"):
            sys.exit("The site is not well.")
    finally:
        subprocess.run([prefix / "bin/postgresql", "stop"], env=plain_environment(home), check=True)


if __name__ == "__main__":
    main()
