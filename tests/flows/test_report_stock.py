"""What a 3PL says it has, held against the books: every kind of difference, what is in flight, rule, retry."""

import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core import clock, outgoing
from app.core.db import db, unit_of_work
from app.core.errors import Invalid
from app.core.principal import Principal, acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import ReportOutdated, ReportState, UnknownLocation
from app.domains.inventory.models import Location, StockLedger, StockLevel, StockReport
from app.domains.inventory.service import Feed
from app.domains.inventory.types import Change
from app.flows import report_stock
from app.flows.reconcile import reconcile
from app.queries import report_board
from tests.support.clients import page, program, sign_in

NINE = datetime(2030, 1, 15, 9, tzinfo=UTC)
ADA = Principal("staff", "1", "Ada")
GUARD = {"csrf_token": "test-csrf"}


@pytest.fixture
def partner(make, tenant, sender, frozen_clock):
    """A 3PL with MUG 10, CUP 5, POT 3 since before nine; it is ten o'clock."""
    place = make.location(code="partner", name="Partner", kind="3pl")
    for sku in ("MUG", "CUP", "POT", "JUG"):
        make.product(sku=sku, stock=1)
    frozen_clock(NINE - timedelta(hours=1))
    move(tenant, place.id, MUG=10, CUP=5, POT=3)
    frozen_clock(NINE + timedelta(hours=1))
    return place.id


def move(tenant, place, **figures):
    with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
        for sku, delta in figures.items():
            change = Change(inventory.find_item(sku).id, place, on_hand=Decimal(delta))
            inventory.change([change], kind="sale" if delta < 0 else "receipt", document="order")


@pytest.fixture
def tell(tenant, partner):
    def run(as_of=NINE, whole=True, who=ADA, **figures):
        with tenant_scope(tenant), acting_as(who), unit_of_work():
            items = [(sku, Decimal(n)) for sku, n in figures.items()]
            return report_stock.receive(partner, items, as_of=as_of, source="api", whole=whole).id

    return run


@pytest.fixture
def inside(tenant):
    with tenant_scope(tenant), acting_as(ADA), unit_of_work():
        yield


def differences(tenant, report):
    with tenant_scope(tenant), acting_as(ADA), unit_of_work():
        rows = report_board.lines(report).items
        return {row.code: (row.kind, int(row.difference), row.status) for row in rows}


def lies(tenant, sku):
    with tenant_scope(tenant), acting_as(ADA), unit_of_work():
        here = select(StockLevel.on_hand).join(Location, Location.id == StockLevel.location_id)
        item = inventory.find_item(sku).id
        return int(
            db.session.scalar(here.where(Location.code == "partner", StockLevel.stock_item_id == item)) or 0
        )


def accept(tenant, report, skus=None, who=ADA):
    with tenant_scope(tenant), acting_as(who), unit_of_work():
        chosen = None if skus is None else inventory.lines_of_report(report, skus)
        return report_stock.accept(report, chosen, reason="recounted")


def test_missing_unknown_over_and_short_are_told_apart_and_all_accepted(tell, tenant):
    report = tell(MUG=8, CUP=5, JUG=2, THING=4)
    assert differences(tenant, report) == {
        "MUG": ("short", -2, "open"), "POT": ("missing", -3, "open"), "JUG": ("over", 2, "open"),
        "THING": ("unknown", 4, "open"),
    }  # fmt: skip
    assert accept(tenant, report) == (3, [])
    assert [lies(tenant, sku) for sku in ("MUG", "CUP", "POT", "JUG")] == [8, 5, 0, 2]
    assert differences(tenant, report)["THING"] == ("unknown", 4, "open")
    with tenant_scope(tenant), acting_as(ADA):
        with unit_of_work():
            rows = db.session.scalars(select(StockLedger).where(StockLedger.document == "stock_report")).all()
            assert {(row.kind, row.reason, row.document_id, row.actor) for row in rows} == {
                ("adjustment", "recounted", report, "staff:1")
            }
            inventory.dismiss_report_lines(report)
            assert report_board.one(report).status == "settled"
        assert not reconcile().violations
    with pytest.raises(ReportState):
        accept(tenant, report)


def test_some_are_accepted_the_others_wait(tell, tenant):
    report = tell(MUG=8, CUP=4, POT=3)
    assert accept(tenant, report, ["MUG"]) == (1, [])
    assert (lies(tenant, "MUG"), lies(tenant, "CUP")) == (8, 5)
    assert differences(tenant, report)["CUP"][2] == "open"
    with pytest.raises(Invalid):
        accept(tenant, report, ["NONE"])


def test_what_was_booked_since_its_time_is_in_flight(tell, tenant, partner):
    move(tenant, partner, MUG=-4)
    move(tenant, partner, CUP=6)
    report = tell(MUG=10, CUP=5, POT=3)
    assert differences(tenant, report) == {}
    with tenant_scope(tenant), acting_as(ADA), unit_of_work():
        assert (report_board.one(report).status, report_board.one(report).agreed) == ("settled", 3)


def test_a_place_that_is_ahead_of_the_books_is_in_flight_too(tell, tenant, partner):
    move(tenant, partner, MUG=-4)
    report = tell(MUG=7, CUP=5, POT=3)
    assert differences(tenant, report) == {}
    with tenant_scope(tenant), acting_as(ADA), unit_of_work():
        assert report_board.one(report).in_flight == 1
    later = tell(as_of=NINE + timedelta(minutes=1), MUG=5, CUP=5, POT=3)
    assert differences(tenant, later) == {"MUG": ("short", -5, "open")}
    accept(tenant, later)
    assert lies(tenant, "MUG") == 1


def test_what_was_corrected_meanwhile_is_not_booked_twice(tell, tenant, partner):
    report = tell(MUG=8, CUP=5, POT=3)
    move(tenant, partner, MUG=-2)
    assert accept(tenant, report) == (0, [])
    assert lies(tenant, "MUG") == 8
    assert differences(tenant, report)["MUG"][2] == "moot"


def test_a_part_lacks_nothing_that_it_does_not_name(tell, tenant):
    assert differences(tenant, tell(MUG=9, whole=False)) == {"MUG": ("short", -1, "open")}


def test_the_same_report_is_one_a_later_one_replaces_it_an_older_is_refused(tell, tenant, count):
    first = tell(MUG=8)
    assert tell(MUG=8) == first
    assert count(StockReport) == 1
    tell(as_of=NINE + timedelta(minutes=5), MUG=9, CUP=5, POT=3)
    with pytest.raises(ReportState):
        accept(tenant, first)
    with pytest.raises(ReportOutdated):
        tell(as_of=NINE - timedelta(minutes=5), MUG=9)
    with pytest.raises(Invalid):
        tell(as_of=NINE + timedelta(days=1), MUG=9)


def test_small_differences_are_accepted_by_the_places_rule(tell, tenant, partner):
    with tenant_scope(tenant), acting_as(ADA), unit_of_work():
        inventory.keep_feed(partner, Feed(units=Decimal(1), percent=Decimal(10)))
    report = tell(MUG=9, CUP=3, POT=4)
    assert differences(tenant, report) == {
        "MUG": ("short", -1, "by_rule"), "CUP": ("short", -2, "open"), "POT": ("over", 1, "by_rule"),
    }  # fmt: skip
    assert (lies(tenant, "MUG"), lies(tenant, "CUP"), lies(tenant, "POT")) == (9, 5, 4)


def test_only_a_3pl_in_ones_own_scope_reports(tell, make, tenant, partner):
    store = make.location(code="north", kind="store")
    with tenant_scope(tenant), acting_as(ADA), unit_of_work(), pytest.raises(UnknownLocation):
        report_stock.receive(store.id, [("MUG", Decimal(1))], as_of=NINE, source="api")
    with pytest.raises(UnknownLocation):
        tell(MUG=1, who=Principal("staff", "2", "Bo", frozenset(), frozenset({store.id})))


@pytest.mark.parametrize(
    "data",
    [
        b"SKU;Bestand;Stand\nMUG;8;15.01.2030 10:00\nMUG;1;15.01.2030 10:00\n",
        b'{"as_of": "2030-01-15T09:00:00Z", "items": [{"sku": "MUG", "quantity": 8}, {"sku": "MUG", "quantity": 1.0}]}',
    ],
)
def test_a_file_is_read_with_its_time_and_rows_of_one_item_add_up(data, tenant, partner):
    with tenant_scope(tenant), acting_as(ADA), unit_of_work():
        report = report_stock.receive_file(partner, data, name="x")
        assert report.as_of == NINE
        row = next(row for row in report_board.lines(report.id).items if row.code == "MUG")
        assert (int(row.told), int(row.difference)) == (9, -1)


@pytest.mark.parametrize(
    "data", [b"", b"{", b'{"items": [{"sku": "A", "quantity": true}]}', b"a,b\n1,2\n", b"[]"]
)
def test_a_file_of_something_else_is_refused_at_its_field(data, inside):
    with pytest.raises(Invalid) as refused:
        report_stock.parse(data)
    assert "file" in refused.value.fields


def test_the_file_is_fetched_when_due_and_sooner_again_after_a_failure(
    tenant, partner, monkeypatch, count, frozen_clock
):
    answers = [outgoing.Unreachable("The server answered 503"), b"sku,quantity\nMUG,9\n"]
    asked = []

    def fetch(url, **_limits):
        asked.append(url)
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(outgoing, "fetch", fetch)
    with tenant_scope(tenant), acting_as(system("clock")):
        with unit_of_work():
            inventory.keep_feed(partner, Feed(url="https://3pl.example/stock.csv", every_minutes=60))
        assert (report_stock.fetch_due(), report_stock.fetch_due()) == (1, 0)
        with unit_of_work():
            assert inventory.feed_of(partner).error == "The server answered 503"
        frozen_clock(clock.now() + timedelta(minutes=3))
        assert report_stock.fetch_due() == 1
        with unit_of_work():
            feed = inventory.feed_of(partner)
            assert (feed.error, feed.failures, count(StockReport)) == ("", 0, 1)
        frozen_clock(clock.now() + timedelta(minutes=59))
        assert report_stock.fetch_due() == 0
    assert asked == ["https://3pl.example/stock.csv"] * 2


def test_an_address_inside_the_house_is_never_asked(tenant, partner):
    with tenant_scope(tenant), acting_as(system("clock")):
        with unit_of_work():
            inventory.keep_feed(partner, Feed(url="http://127.0.0.1:9/stock.csv"))
        assert report_stock.fetch_due() == 1
        with unit_of_work():
            assert inventory.feed_of(partner).failures == 1


def test_a_program_tells_reads_and_accepts(app, tenant, partner):
    api = program(app, tenant)
    said = {"location": "partner", "as_of": "2030-01-15T09:00:00Z", "whole": False,
            "items": [{"sku": "MUG", "quantity": 8}, {"sku": "CUP", "quantity": 5}]}  # fmt: skip
    made = api.post("/api/v1/stock-reports", json=said)
    assert (made.status_code, made.json["differences"], made.json["agreed"]) == (201, 1, 1)
    assert api.post("/api/v1/stock-reports", json=said).json["id"] == made.json["id"]
    url = f"/api/v1/stock-reports/{made.json['id']}"
    assert api.get(f"{url}/lines").json["items"][0]["difference"] == -2
    done = api.post(f"{url}/acceptance", json={"reason": "ok", "skus": ["MUG"]}).json
    assert (done["changed"], done["status"], done["errors"]) == (1, "settled", [])
    assert api.get("/api/v1/stock-reports?location=partner").json["items"][0]["status"] == "settled"
    csv = {"location": "partner", "csv": "sku,quantity\nMUG,8\nCUP,5\nPOT,3\n"}
    assert api.post("/api/v1/stock-reports", json=csv).json["differences"] == 0
    assert api.post("/api/v1/stock-reports", json={"location": "partner"}).status_code == 422
    assert api.post("/api/v1/stock-reports", json={**said, "location": "main"}).status_code == 404
    assert program(app, tenant, "stock:read").post("/api/v1/stock-reports", json=said).status_code == 403


def test_the_screens(app, tenant, make, partner):
    boss = sign_in(app, tenant, make.staff(role="inventory_manager"))
    assert "No reports yet" in page(boss.get("/admin/stock-reports/"))
    url = "/admin/stock-reports/"
    assert "Choose a file first" in page(boss.post(url, data={**GUARD, "location": partner}), 422)
    file = (
        io.BytesIO(json.dumps([{"sku": "MUG", "quantity": 8}, {"sku": "NIX", "quantity": 1}]).encode()),
        "s.json",
    )
    sent = boss.post(url, data={**GUARD, "location": partner, "as_of": "2030-01-15T10:00", "file": file})
    assert sent.status_code == 303, sent.text[-2000:]
    place = sent.headers["Location"]
    text = page(boss.get(place))
    assert "Missing" in text
    assert "NIX" in text
    assert "Choose lines that can be accepted" in page(boss.post(f"{place}/acceptance", data=GUARD), 422)
    assert boss.post(f"{place}/acceptance", data={**GUARD, "all": "1", "reason": "ok"}).status_code == 303
    assert lies(tenant, "MUG") == 8
    assert boss.post(f"{place}/dismissal", data={**GUARD, "all": "1"}).status_code == 303
    assert "Nothing differs" not in page(boss.get(place))
    feed = f"/admin/stock-reports/feeds/{partner}"
    assert page(boss.get(feed))
    assert "Begin with https" in page(boss.post(feed, data={**GUARD, "url": "ftp://x"}), 422)
    saved = {
        **GUARD,
        "url": "https://3pl.example/s.csv",
        "every_minutes": "30",
        "units": "1,5",
        "percent": "2",
    }
    assert boss.post(feed, data=saved).status_code == 303
    assert "3pl.example" in page(boss.get(feed))
    south = make.location(code="south", kind="store")
    manager = sign_in(app, tenant, make.staff(role="store_manager", locations=[south]))
    assert manager.get(place).status_code == 404
    assert manager.post(f"{place}/acceptance", data={**GUARD, "all": "1"}).status_code == 404
    assert manager.get(feed).status_code == 403
