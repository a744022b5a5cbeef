import json
import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app.config import REPOSITORY


def pins(name: str) -> dict[str, set[str]]:
    """Package to the versions that a lock holds of it (several where they differ by Python version)."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^(\S+)==(\S+)", (REPOSITORY / name).read_text(), re.MULTILINE):
        found.setdefault(package, set()).add(version)
    return found


def test_the_locks_name_no_address_and_pin_every_file() -> None:
    lock = json.loads((REPOSITORY / "package-lock.json").read_text())
    packages = [facts for name, facts in lock["packages"].items() if name]
    assert [facts for facts in packages if "resolved" in facts or "integrity" not in facts] == []
    for path in REPOSITORY.glob("requirements*.lock"):
        text = path.read_text()
        assert not re.search(r"https?://|--index-url|--find-links| @ ", text)
        pins = re.findall(r"^\S+==", text, re.MULTILINE)
        assert len(pins) == len(re.findall(r"^\S+==[^\n]*\\\n    --hash", text, re.MULTILINE)) > 0


def test_what_runs_is_what_is_tested() -> None:
    tested = pins("requirements-dev.lock").items()
    assert pins("requirements.lock").items() <= tested
    assert pins("requirements-installer.lock").items() <= tested


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    asked = {
        "requirements.lock": project["dependencies"],
        "requirements-dev.lock": project["dependencies"] + project["optional-dependencies"]["dev"],
    }
    for name, wanted in asked.items():
        locked = pins(name)
        for requirement in map(Requirement, wanted):
            versions = locked.get(canonicalize_name(requirement.name), set())
            assert versions, f"{name} lacks {requirement}: run bin/lock"
            assert all(map(requirement.specifier.contains, versions)), f"{name} is old for {requirement}"
