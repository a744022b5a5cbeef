from pathlib import Path

import pytest

from app.local import frontend


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A node_modules with one file for every pattern, and more that we do not serve."""
    root = tmp_path / "node_modules"
    for package, wanted in frontend.SERVED.items():
        for pattern, _ in wanted:
            file = root / package / pattern.replace("*", "one")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(package)
        (root / package / "LICENSE").write_text(f"licence of {package}")
    (root / "htmx.org" / "dist" / "htmx.js").write_text("not served")
    return root


def test_what_we_serve_is_copied_with_its_licences(modules: Path, tmp_path: Path) -> None:
    vendor = tmp_path / "static" / "vendor"
    frontend.copy(modules, vendor)
    files = {str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file()}
    assert {"htmx.min.js", "idb.js", "lucide/one.svg", "fonts/one-latin-one.woff2"} <= files
    assert not any("htmx.js" in name for name in files)
    assert (vendor / "licences/@zxing-library/LICENSE").read_text() == "licence of @zxing/library"
    assert len({name.split("/")[1] for name in files if name.startswith("licences/")}) == len(frontend.SERVED)


def test_files_of_an_earlier_lock_are_replaced_and_then_left_alone(
    modules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "old.js").write_text("old")
    (vendor / ".stamp").write_text("of an earlier lock")
    calls: list[tuple[str, ...]] = []

    def npm(*arguments: str, work: Path) -> None:
        calls.append(arguments)
        modules.rename(work / "node_modules")

    monkeypatch.setattr(frontend, "_npm", npm)
    frontend.fetch(vendor)
    frontend.fetch(vendor)
    assert calls == [("ci",)]
    assert not (vendor / "old.js").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".vendor")] == []


def test_a_package_without_its_file_or_licence_changes_nothing(modules: Path, tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    (modules / "idb" / "LICENSE").unlink()
    with pytest.raises(frontend.FrontendError, match="idb carries no licence"):
        frontend.copy(modules, vendor)
    (modules / "htmx.org" / "dist" / "htmx.min.js").unlink()
    with pytest.raises(frontend.FrontendError, match=r"htmx.org has no file dist/htmx.min.js"):
        frontend.copy(modules, vendor)
    assert not vendor.exists()


def test_without_a_network_it_says_so_and_keeps_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'getaddrinfo ENOTFOUND' >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setattr(frontend, "_npms", lambda work: iter([npm]))
    monkeypatch.setattr(frontend, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(frontend, "fetched", lambda vendor: False)
    assert frontend.main([]) == 1
    assert "is there a network?" in (said := capsys.readouterr().err)
    assert "ENOTFOUND" in said
