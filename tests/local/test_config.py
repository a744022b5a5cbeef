from pathlib import Path

import pytest

from app.config import ConfigError, Settings, override, settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "GALLERIA_DATA", "ENVIRONMENT", "PORT", "TRUSTED_PROXIES"):
        monkeypatch.delenv(name, raising=False)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings.load().port = 9


def test_a_plain_postgresql_address_gets_our_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://me:secret@db/shop")
    assert Settings.load().database_url == "postgresql+psycopg://me:secret@db/shop"


def test_another_database_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://db/shop")
    with pytest.raises(ConfigError, match=r"DATABASE_URL: .*must begin with postgresql://"):
        Settings.load()


def test_production_names_all_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    with pytest.raises(ConfigError, match="SECRET_KEY needs 32 characters"):
        Settings.load()
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    with pytest.raises(ConfigError, match="DATABASE_URL is needed"):
        Settings.load()


def test_no_master_key_is_an_error_and_not_an_empty_key() -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY is not set"):
        _ = Settings.load().master_key


def test_trusted_proxies_are_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1")
    assert [str(network) for network in Settings.load().trusted_proxies] == ["10.0.0.0/8", "127.0.0.1/32"]


@pytest.mark.parametrize(
    ("changes", "origin"),
    [
        ({"port": 8000}, "http://atelier.localhost:8000"),
        ({"port": 8000, "public_port": 80}, "http://atelier.localhost"),
        ({"port": 8000, "public_port": 443, "https": True}, "https://atelier.localhost"),
    ],
)
def test_origin_is_what_people_type(changes: dict[str, object], origin: str) -> None:
    config = Settings.load(**changes)
    assert config.origin(config.host_of("atelier")) == origin


def test_an_override_wins_over_the_environment_and_ends(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GALLERIA_DATA", "/nowhere")
    before = settings()
    with override(data_dir=tmp_path, port=8123):
        assert (settings().data_dir, settings().port) == (tmp_path, 8123)
    assert settings() is before
