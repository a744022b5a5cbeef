import json
import sys
from pathlib import Path

import pytest

from app.config import Settings
from app.local import installation as module
from app.local.installation import Installation, InstallationError, main, open_installation


@pytest.fixture(autouse=True)
def no_database_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "SECRET_KEY", "METRICS_TOKEN", "GALLERIA_DATA"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def upgrades(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that were upgraded, instead of upgrading them."""
    done: list[str] = []

    def upgrade(installation: Installation, environment: dict[str, str]) -> None:
        done.append(environment["DATABASE_OWNER_URL"])
        installation.mark_upgraded()

    monkeypatch.setattr(module, "upgrade", upgrade)
    return done


def opened(directory: Path) -> Installation:
    return Installation(directory, Settings.load(data_dir=directory))


def test_secrets_are_made_once_private_and_differ_between_installations(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    first, again, other = (
        opened(tmp_path / name).environment(None, port=8100)["SECRET_KEY"] for name in ("one", "one", "two")
    )
    assert first == again != other
    assert len(first) >= 32
    assert (tmp_path / "one" / "secrets").stat().st_mode & 0o077 == 0


def test_a_named_secret_wins_over_a_made_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "from the environment")
    assert opened(tmp_path).environment(None, port=8100)["SECRET_KEY"] == "from the environment"


def test_a_stopped_installation_gets_its_database_for_the_time_of_a_command(
    tmp_path: Path, upgrades: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        with open_installation(tmp_path) as environment:
            assert opened(tmp_path).cluster.connection().owner_url == environment["DATABASE_OWNER_URL"]
            with pytest.raises(InstallationError, match="in use by another"), opened(tmp_path).held():
                pass
        assert opened(tmp_path).cluster.running_pid() is None
    assert len(upgrades) == 1  # the new one only
    monkeypatch.setattr(module, "_schema_code", lambda: "that of a later release")
    for as_it_is in (True, False):
        with open_installation(tmp_path, as_it_is=as_it_is):
            pass
    assert len(upgrades) == 2
    opened(tmp_path).cluster.remove()


def test_a_running_installation_is_used_as_it_is(tmp_path: Path, upgrades: list[str]) -> None:
    running = opened(tmp_path)
    facts = {"pid": 1, "url": "http://x", "port": 8123, "environment": {"DATABASE_URL": "postgresql://run"}}
    with running.held():
        running.write_run(facts)
        with open_installation(tmp_path) as environment:
            assert environment["DATABASE_URL"] == "postgresql://run"
            assert environment["PORT"] == "8123"
    assert upgrades == []
    assert not running.cluster.directory.exists()
    assert running.running() is None  # the file alone does not make it run


@pytest.mark.parametrize("database", [None, "postgresql://elsewhere/db"])
def test_wiping_deletes_ours_but_not_the_keys_to_a_database_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str | None
) -> None:
    if database:
        monkeypatch.setenv("DATABASE_URL", database)
    installation = opened(tmp_path)
    with installation.held():
        installation.environment(None, port=8100)
        (tmp_path / "files").mkdir()
        (tmp_path / "demo.json").write_text("[]")
        installation.wipe()
    assert {path.name for path in tmp_path.iterdir()} == ({"lock", "secrets"} if database else {"lock"})


def test_only_an_installation_is_ours_to_wipe(tmp_path: Path) -> None:
    empty, foreign = tmp_path / "empty", tmp_path / "letters"
    for folder in (empty, foreign):
        folder.mkdir()
    (foreign / "to-mother.txt").write_text("dear")
    owned = opened(tmp_path / "owned")
    with owned.held():
        pass
    folders = (tmp_path / "none", empty, foreign, owned.directory)
    assert [opened(folder).is_ours_to_wipe() for folder in folders] == [True, True, False, True]


def test_the_command_line_gets_the_installation_and_its_exit_code_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upgrades: list[str]
) -> None:
    said = tmp_path / "said.json"
    code = "import json, os, sys; said = [sys.argv[1:], os.environ['GALLERIA_DATA']]; "
    code += "json.dump(said, open(sys.argv[-1], 'w'))"
    seen: list[list[str]] = []
    real = module.subprocess.run

    def run(command: list[str], **options: object) -> object:
        seen.append(command)
        return real([sys.executable, "-c", f"{code}; sys.exit(7)", *command[3:]], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(module.subprocess, "run", run)
    monkeypatch.setattr(Installation, "start_database", lambda self, options=None: None)
    assert main(["--data", str(tmp_path / "d"), "stock", "set", str(said)]) == 7
    assert json.loads(said.read_text()) == [["stock", "set", str(said)], str(tmp_path / "d")]
    assert [command[1:3] for command in seen] == [["-m", "app.cli"]]


def test_after_a_restore_nobody_believes_the_schema_to_be_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upgrades: list[str]
) -> None:
    installation = opened(tmp_path)
    installation.mark_upgraded()
    assert installation.is_upgraded()
    monkeypatch.setattr(Installation, "start_database", lambda self, options=None: None)
    monkeypatch.setattr(module, "_command_line", lambda arguments, environment: 0)
    assert main([f"--data={tmp_path}", "restore", "a-file"]) == 0
    assert not installation.is_upgraded()
