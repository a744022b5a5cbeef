"""An import whose worker is killed goes on by itself: no chunk is lost or loaded twice, the report counts each once."""

import signal
from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog import service as catalog
from app.domains.catalog.models import Product, Variant
from app.domains.inventory.models import StockLedger
from app.flows import import_catalog, run_import
from tests.support.dying import die_at

ROWS = (
    "".join(f"P{n:03d},Product {n},{n}.50,{n}\n" for n in range(1, 61))
    + ",Nameless,oops,1\n,No code,7.00,1\n"
)
FILE = f"sku,title,price,quantity\n{ROWS}".encode()


@pytest.fixture
def run_id(tenant, monkeypatch):
    """A checked file of 61 good products, to be loaded ten a chunk by a worker."""
    monkeypatch.setattr(import_catalog, "CHUNK", 10)
    with tenant_scope(tenant), acting_as(system("test")):
        made = run_import.receive(FILE, name="list.csv", format="galleria-csv")
        monkeypatch.setattr(run_import, "SMALL", 0)
        run_import.accept(made)
    return made


def facts(tenant, run_id):
    with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
        row = catalog.import_run(run_id)
        return row.status, row.done, row.report or {}


@pytest.mark.req("CAT-06")
@pytest.mark.parametrize(("point", "nth", "kept"), [
    ("import.chunk_loaded", 1, 0), ("import.chunk_loaded", 4, 30),
    ("import.chunk_kept", 4, 40), ("import.chunk_kept", 7, 61),
])  # fmt: skip
def test_a_killed_load_goes_on_behind_its_last_chunk(
    tenant, run_id, run_jobs, sender, frozen_clock, count, point, nth, kept
):
    sender.messages.clear()  # the message died with its worker
    ended = die_at(point, tenant, lambda: run_import.perform(run_id, load=True), nth=nth)
    assert ended == signal.SIGKILL
    assert facts(tenant, run_id)[:2] == ("loading", kept)
    assert count(Product) == kept
    frozen_clock(clock.now() + timedelta(minutes=6))
    with tenant_scope(tenant), acting_as(system("test")):
        assert run_import.go_on() == 1
        assert run_import.go_on() == 0
    run_jobs()
    status, done, report = facts(tenant, run_id)
    assert (status, done) == ("loaded", 61)
    assert (report["created"], report["updated"], report["unchanged"]) == (61, 0, 0)
    assert (report["products"], report["error_count"], report["warning_count"]) == (61, 1, 1)
    assert len(report["details"]) == 61
    assert count(Product) == count(Variant) == count(StockLedger) == 61


def test_a_worker_that_was_thought_dead_writes_nothing_more(tenant, run_id, count):
    """It stood still for long, another took the run up and finished it, and it wakes."""
    with tenant_scope(tenant), acting_as(system("test")):
        with unit_of_work():
            slow = catalog.take_up(run_id, load=True).taken
        run_import.perform(run_id, load=True)
        with pytest.raises(Exception, match="Another worker"), unit_of_work():
            catalog.come_to(run_id, slow, done=1, total=61)
        assert not run_import.perform(run_id, load=True)
    assert count(Product) == 61
    assert facts(tenant, run_id)[0] == "loaded"


def test_a_file_that_kills_every_worker_is_given_up(tenant, run_id):
    for _try in range(5):
        assert (
            die_at("import.chunk_loaded", tenant, lambda: run_import.perform(run_id, load=True))
            == signal.SIGKILL
        )
    with tenant_scope(tenant), acting_as(system("test")):
        run_import.perform(run_id, load=True)
    status, _done, report = facts(tenant, run_id)
    assert status == "failed"
    assert "smaller parts" in report["errors"][0]["message"]


def test_a_killed_check_begins_anew(tenant, run_id, run_jobs, frozen_clock):
    with tenant_scope(tenant), acting_as(system("test")):
        second = run_import.receive(FILE, name="again.csv", format="galleria-csv")
    assert (
        die_at("import.chunk_kept", tenant, lambda: run_import.perform(second, load=False), nth=3)
        == signal.SIGKILL
    )
    run_jobs()
    status, done, report = facts(tenant, second)
    assert (status, done, report["error_count"]) == ("checked", 61, 1)
