"""The archive for closed networks: its manifest, its wheels' tags, the installer's settings and folders.

The archive itself is proved by `make bundle-test`.
"""

import tarfile
from pathlib import Path

import pytest

from tools.bundle import make, wheels
from tools.bundle.installing import SENTENCE
from tools.installer import manifest, settings, steps
from tools.installer.layout import Site
from tools.installer.postgresql import Server
from tools.setup.environment import ROOT


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "one.whl").write_bytes(b"one")
    (folder / "install.sh").write_text("#!/bin/sh\n")
    manifest.write(folder, version="9.9.9", architecture="x86_64", python="3.11")
    return folder


def test_a_whole_bundle_has_no_faults(bundle: Path) -> None:
    assert manifest.faults(bundle) == []
    assert manifest.read(bundle)["version"] == "9.9.9"


def test_a_changed_a_missing_and_a_strange_file_are_named(bundle: Path) -> None:
    (bundle / "wheels" / "one.whl").write_bytes(b"two")
    (bundle / "install.sh").unlink()
    (bundle / "extra.py").write_text("")
    assert manifest.faults(bundle) == [
        "missing: install.sh",
        "not in the manifest: extra.py",
        "changed: wheels/one.whl",
    ]


def test_what_an_installation_adds_is_no_fault_but_the_rest_is_watched(bundle: Path) -> None:
    (bundle / "venv").mkdir()
    (bundle / "venv" / "python").write_text("")
    assert manifest.faults(bundle) == ["not in the manifest: venv/python"]
    assert manifest.faults(bundle, steps.ADDED) == []


@pytest.mark.parametrize(
    ("name", "architecture", "fit"),
    [
        ("django-5.2-py3-none-any.whl", "aarch64", True),
        ("xlrd-2.0.2-py2.py3-none-any.whl", "x86_64", True),
        ("lxml-6.1.3-cp311-cp311-manylinux2014_aarch64.manylinux_2_17_aarch64.whl", "aarch64", True),
        ("lxml-6.1.3-cp311-cp311-manylinux2014_aarch64.manylinux_2_17_aarch64.whl", "x86_64", False),
        ("typst-0.15.2-cp39-abi3-manylinux_2_17_x86_64.whl", "x86_64", True),
        ("new-1.0-cp312-abi3-manylinux_2_17_x86_64.whl", "x86_64", False),
        ("lxml-6.1.3-cp310-cp310-manylinux_2_17_x86_64.whl", "x86_64", False),
        ("lxml-6.1.3-cp311-cp311-musllinux_1_2_x86_64.whl", "x86_64", False),
        ("new-1.0-cp311-cp311-manylinux_2_39_x86_64.whl", "x86_64", False),
        ("fangxian-0.2.0.tar.gz", "x86_64", False),
    ],
)
def test_a_wheel_fits_by_its_tags(name: str, architecture: str, fit: bool) -> None:
    assert wheels.fits(name, architecture) is fit


def test_settings_are_written_once_and_later_only_completed(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.make_folders()
    first = settings.complete(
        site.environment, settings.proposed(site, "a.example", ("postgresql:///x", "y"))
    )
    site.environment.write_text(site.environment.read_text() + "FANGXIAN_WORKERS=3\n")
    second = settings.complete(
        site.environment, {**settings.proposed(site, "b.example", ("", "")), "NEW": "it's"}
    )
    assert len(first["FANGXIAN_SECRET_KEY"]) >= 50
    assert second == {**first, "FANGXIAN_WORKERS": "3", "NEW": "it's"}
    assert settings.read(site.environment) == second
    assert site.environment.stat().st_mode & 0o077 == 0


def test_the_release_in_use_changes_in_one_step(tmp_path: Path) -> None:
    site = Site(tmp_path)
    assert site.in_use() == ""
    site.use("0.1.0")
    site.use("0.2.0")
    assert site.in_use() == "0.2.0"
    assert site.current.readlink() == Path("releases/0.2.0")


def test_a_later_bundle_of_the_same_release_replaces_its_files(bundle: Path, tmp_path: Path) -> None:
    release = tmp_path / "releases" / "9.9.9"
    steps.copy(bundle, release)
    (release / "wheels" / "old.whl").write_bytes(b"old")
    (release / "venv").mkdir()
    (release / "venv" / "python").write_text("")
    steps.copy(bundle, release)
    assert manifest.faults(release, steps.ADDED) == []
    assert (release / "venv" / "python").exists()


def test_the_bundled_server_is_reached_by_its_socket_alone(tmp_path: Path) -> None:
    server = Server(tmp_path)
    assert f"?host={tmp_path}/run" in server.url("fangxian")
    assert "listen_addresses=''" in server.options


def test_the_way_back_is_by_the_release_a_backup_came_from() -> None:
    assert steps.release_of(Path("/x/backups/2026-11-22T172213-from-0.1.0")) == "0.1.0"


def test_an_archive_depends_on_its_content_only(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "DIST", tmp_path / "dist")
    first = make.pack(bundle).read_bytes()
    (bundle / "install.sh").touch()
    archive = make.pack(bundle)
    assert archive.read_bytes() == first
    with tarfile.open(archive) as packed:
        assert {member.uid for member in packed} == {0}
        assert packed.getmember("bundle/install.sh").mode == 0o755


def test_the_folders_of_a_bundle_hold_no_secrets_and_name_no_registry() -> None:
    for name in make.FOLDERS:
        for path in (ROOT / name).rglob("*"):
            assert path.suffix not in {".key", ".pem", ".sqlite3", ".dump", ".env"}, path
    for path in [*(ROOT / "tools").rglob("*.py"), *(ROOT / "tools").rglob("*.sh"), ROOT / "Makefile"]:
        assert "index-url" not in path.read_text(encoding="utf-8").replace("--no-emit-index-url", ""), path


def test_the_self_test_looks_for_the_bulletin_that_the_demonstration_prints() -> None:
    source = ROOT / "src/fangxian/mechanisms/papers/data/default-bulletin.txt"
    assert SENTENCE in source.read_text(encoding="utf-8")
