"""Licence keys in files of products: they fill pools, no report repeats them, and only who may takes them out."""

import io

import orjson
import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.files import get
from app.core.principal import Principal, acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog import service as catalog
from app.domains.catalog.models import ImportRun, LicenceKey, Product, Variant
from app.domains.catalog.permissions import ProductPermission
from app.domains.catalog.strategies import workbooks
from app.domains.inventory.models import StockItem
from app.flows import export_catalog, import_catalog, run_import

FILE = (
    "handle,title,status,option1_name,option1_value,sku,price,licence_keys\n"
    'editor,Editor,active,Seats,One,ED-1,49.00,"AAAA-1111|=BBBB|C\\|C\nDDDD"\n'
    "editor,,,,Five,ED-5,199.00,FIVE-1\n"
    "mug,Mug,active,,,MUG,9.00,\n"
)
SECRETS = ("AAAA-1111", "=BBBB", "C|C", "DDDD", "FIVE-1")


@pytest.fixture
def load(tenant):
    def run(data, kind="galleria-csv", **options):
        with tenant_scope(tenant), acting_as(system("test")):
            return import_catalog.import_data(data.encode(), format=kind, **options)

    return run


@pytest.fixture
def pools(unit, tenant):
    def read():
        with unit(tenant):
            skus = {row.id: row.sku for row in db.session.scalars(select(Variant))}
            free = catalog.licence_files.free_of(list(skus))
            return {skus[variant]: keys for variant, keys in free.items()}

    return read


def test_a_column_of_keys_makes_downloads_and_fills_their_pools(load, pools, unit, tenant, count):
    assert load(FILE, dry_run=True).created == 2
    assert count(LicenceKey) == 0
    report = load(FILE)
    assert (report.created, report.errors, report.warnings) == (2, [], [])
    assert pools() == {"ED-1": SECRETS[:4], "ED-5": SECRETS[4:]}
    with unit(tenant):
        sold = {row.slug: (row.digital, row.keyed) for row in db.session.scalars(select(Product))}
        counted = {row.sku: row.tracked for row in db.session.scalars(select(StockItem))}
        kept = orjson.dumps(report.kept()).decode() + " ".join(
            row.import_hash or "" for row in db.session.scalars(select(Product))
        )
    assert sold == {"editor": (True, True), "mug": (False, False)}
    assert not counted["ED-1"]
    assert not [secret for secret in SECRETS if secret in kept]


def test_a_second_run_adds_only_keys_that_are_new(load, pools):
    load(FILE)
    again = load(FILE)
    assert (again.updated, again.unchanged) == (0, 2)
    more = load(FILE.replace("FIVE-1", "FIVE-1|FIVE-2"))
    assert (more.updated, [each["changes"] for each in more.kept()["details"]]) == (1, [("licence_keys",)])
    assert pools()["ED-5"] == ("FIVE-1", "FIVE-2")


def test_a_key_that_is_too_long_is_an_error_that_does_not_repeat_it(load, pools):
    report = load(FILE.replace("FIVE-1", "K" * 301))
    assert [(each.row, each.field) for each in report.errors] == [(3, "licence_keys")]
    assert "KKKK" not in report.errors[0].message
    assert "ED-1" not in pools()


@pytest.mark.parametrize("kind", ["galleria-csv", "galleria-xlsx", "galleria-xml"])
def test_keys_leave_only_when_asked_for_and_come_back_the_same(kind, load, pools, tenant):
    load(FILE)
    with tenant_scope(tenant), acting_as(system("test")):
        plain = _words(b"".join(export_catalog.export(kind).pieces))
        full = b"".join(export_catalog.export(kind, keys=True).pieces)
        assert not [secret for secret in SECRETS if secret in plain]
        again = import_catalog.import_data(full, format=kind)
    assert (again.updated, again.unchanged, again.errors) == (0, 2, [])
    assert "BBBB" in _words(full)


def _words(data):
    if workbooks.is_workbook(data):
        return str(list(workbooks.records(io.BytesIO(data))))
    return data.decode()


def test_who_may_not_takes_no_keys(load, tenant):
    load(FILE)
    clerk = Principal("staff", "1", "Clerk", frozenset({ProductPermission.VIEW, ProductPermission.IMPORT}))
    with tenant_scope(tenant), acting_as(clerk), pytest.raises(Forbidden):
        export_catalog.export("galleria-csv", keys=True)
    with tenant_scope(tenant), acting_as(system("test")), pytest.raises(Invalid):
        export_catalog.export("shopify-csv", keys=True)


def test_an_uploaded_file_of_keys_is_not_kept_once_it_is_loaded(tenant, unit):
    with tenant_scope(tenant), acting_as(system("test")):
        run_id = run_import.receive(FILE.encode(), name="keys.csv", format="galleria-csv")
        run_import.accept(run_id)
        with unit(tenant):
            row = db.session.get(ImportRun, run_id)
            assert row.status == "loaded"
        with pytest.raises(NotFound):
            get(row.file_key)
