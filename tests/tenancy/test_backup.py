"""An installation can be put in a file and brought back; a tenant can move to another database."""

import tarfile

import pytest
from sqlalchemy import text

from app.config import override
from app.core.engines import dispose_engines, set_databases
from app.core.errors import Invalid
from app.core.principal import acting_as, system
from app.domains.catalog.models import Product
from tenants import backup, databases, dumps, moving, registry
from tenants.databases import owner_engine
from tenants.dumps import DumpFailed
from tenants.errors import WrongState
from tests.factories import Make
from tests.support import cleaning
from tests.support import cluster as clusters
from tests.support.units import control, count_rows


def quiet(_words):
    pass


@pytest.fixture
def installation(database, directory, request, tmp_path):
    """A database of the test's own, with files: the process's own one stays as it is."""
    home = clusters_home(request)
    own = clusters.copy(home, f"galleria_own_{request.node.name[-20:].strip('_]')}_{database.database[-8:]}")
    files = tmp_path / "var" / "files" / "alpha" / "media"
    files.mkdir(parents=True)
    (files / "mug.webp").write_bytes(b"a picture")
    with (
        override(database_url=own.app_url, database_owner_url=own.owner_url, data_dir=tmp_path / "var"),
        acting_as(system("test")),
    ):
        set_databases(databases.addresses())
        directory.forget()
        yield own
        dispose_engines()
    set_databases(databases.addresses())


def clusters_home(request):
    from tests.conftest import _cluster_of

    return _cluster_of(request.config)


def schemas():
    with owner_engine().connect() as connection:
        return sorted(connection.scalars(text(backup.OURS)))


def test_what_was_backed_up_comes_back_whole(installation, tenant, tmp_path):
    Make(tenant).product(sku="MUG", stock=4)
    target = tmp_path / "all.tar"
    told = backup.write(target, quiet)
    assert told["tenants"] == 2
    assert target.stat().st_mode & 0o777 == 0o600
    Make(tenant).product(sku="CUP")
    (tmp_path / "var" / "files" / "alpha" / "media" / "mug.webp").unlink()
    dispose_engines()
    backup.restore(target, quiet)
    dispose_engines()
    assert count_rows(tenant, Product) == 1
    assert (tmp_path / "var" / "files" / "alpha" / "media" / "mug.webp").read_bytes() == b"a picture"
    assert schemas() == ["shared", "t_alpha", "t_beta"]


def test_the_walls_stand_after_a_restore(installation, tenant, other_tenant, unit, tmp_path):
    backup.write(tmp_path / "all.tar", quiet)
    dispose_engines()
    backup.restore(tmp_path / "all.tar", quiet)
    dispose_engines()
    from app.core.db import db

    with pytest.raises(Exception, match="permission denied"), unit(tenant):
        db.session.execute(text(f"select * from {other_tenant.schema}.product"))
    with pytest.raises(Exception, match="permission denied"), unit(tenant):
        db.session.execute(text("delete from audit"))
    with control():
        registry.suspend("alpha", reason="the application may still write its own")


def test_a_restore_that_fails_leaves_all_as_it_was(installation, tenant, tmp_path, monkeypatch):
    Make(tenant).product(sku="MUG")
    backup.write(tmp_path / "all.tar", quiet)

    def breaks(_address, _source):
        raise DumpFailed("no room")

    monkeypatch.setattr(dumps, "restore", breaks)
    dispose_engines()
    with pytest.raises(DumpFailed):
        backup.restore(tmp_path / "all.tar", quiet)
    assert count_rows(tenant, Product) == 1
    assert schemas() == ["shared", "t_alpha", "t_beta"]


def test_files_that_are_no_backup_are_refused(installation, tmp_path):
    (tmp_path / "bad.tar").write_bytes(b"nonsense")
    with pytest.raises(Invalid, match="not a backup"):
        backup.restore(tmp_path / "bad.tar", quiet)
    with tarfile.open(tmp_path / "empty.tar", "w"):
        pass
    with pytest.raises(Invalid, match="not a backup"):
        backup.restore(tmp_path / "empty.tar", quiet)


def test_a_backup_under_another_key_is_refused(installation, tmp_path):
    backup.write(tmp_path / "all.tar", quiet)
    other = override(secret_key="quite another secret, also of more than 32 characters")
    with other, pytest.raises(Invalid, match="SECRET_KEY"):
        backup.restore(tmp_path / "all.tar", quiet)


def test_a_suspended_tenant_moves_to_another_database(installation, tenant, request, directory, unit):
    Make(tenant).product(sku="MUG", stock=4)
    second = clusters.Cluster(clusters_home(request)).create_database(f"{installation.database}_two")
    with cleaning.connect(second.superuser_url) as connection:
        connection.execute(cleaning.MARK)  # what the tests' own triggers need
    addresses = {"databases": {"two": second.app_url}, "database_owners": {"two": second.owner_url}}
    with override(**addresses):
        set_databases(databases.addresses())
        with pytest.raises(WrongState):
            moving.move(owner_engine, tenant, "two", quiet)
        with control():
            suspended = registry.suspend("alpha", reason="moving")
        moving.move(owner_engine, suspended, "two", quiet)
        with control():
            moved = registry.reactivate("alpha")
        assert moved.database == "two"
        assert count_rows(moved, Product) == 1
        assert schemas() == ["shared", "t_beta"]
        dispose_engines()
