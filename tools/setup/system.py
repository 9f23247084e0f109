"""Get from Debian what the browser and document tests need, and only what is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
NOTO_CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def has_chinese_fonts() -> bool:
    """Say whether some installed font covers Chinese."""
    if NOTO_CJK.exists() or not shutil.which("fc-list"):
        return NOTO_CJK.exists()
    return bool(subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True).stdout.strip())


def missing_packages() -> list[str]:
    """List the Debian packages to install."""
    present = {
        "chromium": any(shutil.which(name) for name in CHROMIUM),
        "fonts-noto-cjk": has_chinese_fonts(),
        "poppler-utils": bool(shutil.which("pdftotext") and shutil.which("pdftoppm")),
    }
    return [package for package, found in present.items() if not found]


def install(packages: list[str]) -> None:
    """Install Debian packages; raises ``CalledProcessError`` when apt-get fails."""
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Install what is missing, or say what the administrator should install."""
    packages = missing_packages()
    if not packages:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"The tests need these Debian packages; install them as root: {' '.join(packages)}")
    print(f"Installing {' '.join(packages)} from Debian …", flush=True)
    install(packages)


if __name__ == "__main__":
    main()
