"""Licence keys: one for each unit that is paid for, once; over with the money; in the clear for the buyer only."""

import io
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.core.audit import AuditRow
from app.core.db import db, unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.models import LicenceKey
from app.domains.orders.events import OrderPaid
from app.domains.orders.models import Order, OrderLine
from app.flows import hand_out_keys, refund_order
from app.outbound.notifications import service as notifications
from tests.support.till import make_till
from tests.web.shop.test_downloads import buy

KEYS = "Key;note\nAAAA-1111-XXXX;first\nBBBB-2222-XXXX;second\n\nAAAA-1111-XXXX;again\n"


@pytest.fixture
def game(make, admin, desk):
    """A program sold with a key and without a file."""
    made = make.product(slug="game", title="Game", sku="GAME", price=1200, stock=0)
    address = f"/admin/products/{made.id}/selling/terms"
    terms = {"digital": "1", "download_most": "5", "download_days": "30", "keys_low": "1"}
    assert admin.post(address, data=terms).status_code == 422, "neither files nor keys"
    assert admin.post(address, data=terms | {"keyed": "1"}).status_code == 303
    return made


def fill(admin, product, words=KEYS):
    file = (io.BytesIO(words.encode()), "keys.csv")
    return admin.post(f"/admin/products/{product.id}/keys", data={"file": file})


def shown(response):
    return re.findall(r"<code[^>]*>([^<…]+)</code>", response.text)


def pool(api):
    product = api.get("/api/v1/products/game").json
    return f"/api/v1/products/{product['id']}/variants/{product['variants'][0]['id']}/licence-keys"


def refund(tenant, unit):
    with unit(tenant):
        line = db.session.scalars(select(OrderLine)).one()
    with tenant_scope(tenant), acting_as(system("test")):
        refund_order.refund_order(line.order_id, {line.id: line.quantity}, shipping=False, reason="wrong one")


@pytest.mark.req("CAT-04")
def test_each_unit_gets_a_key_on_the_page_and_by_mail(shop, admin, api, game, run_jobs, tenant, unit, count):
    assert fill(admin, game).status_code == 303
    assert count(LicenceKey) == 2
    placed = buy(shop, "game")
    assert shown(shop.get(placed.location)) == []
    run_jobs()
    assert shown(shop.get(placed.location)) == ["AAAA-1111-XXXX"]
    with unit(tenant):
        letters = [each.text for each in notifications.caught() if "licence keys" in each.subject]
    assert ["AAAA-1111-XXXX" in each and "BBBB" not in each for each in letters] == [True]
    assert api.get(pool(api)).json == {"free": 1, "handed": 1, "revoked": 0, "due": 0}
    run_jobs()
    assert count(LicenceKey, LicenceKey.line_id.is_not(None)) == 1


@pytest.mark.req("CAT-04")
def test_keys_are_sealed_and_who_looks_is_noted(shop, admin, api, game, run_jobs, tenant, unit, count):
    fill(admin, game)
    buy(shop, "game")
    run_jobs()
    with unit(tenant):
        assert all(b"1111" not in row.sealed for row in db.session.scalars(select(LicenceKey)))
        order = db.session.scalars(select(Order)).one()
        key = db.session.scalars(select(LicenceKey).where(LicenceKey.line_id.is_not(None))).one()
    listed = admin.get(f"/admin/products/{game.id}/keys").text
    assert ("…XXXX" in listed, "AAAA" in listed, f"#{order.number}" in listed) == (True, False, True)
    seen = AuditRow.action.like("catalog.licence_key%_seen")
    assert count(AuditRow, seen) == 0
    assert shown(admin.post(f"/admin/products/{game.id}/keys/{key.id}/show")) == ["AAAA-1111-XXXX"]
    assert "AAAA" not in admin.get(f"/admin/orders/{order.id}").text
    assert shown(admin.post(f"/admin/orders/{order.id}/keys")) == ["AAAA-1111-XXXX"]
    told = api.get(f"/api/v1/orders/{order.number}/licence-keys").json["items"]
    assert [each["keys"] for each in told] == [["AAAA-1111-XXXX"]]
    assert count(AuditRow, seen) == 3


@pytest.mark.req("CAT-04")
def test_parallel_orders_never_share_a_key_and_who_waits_gets_the_next(
    shop, admin, api, game, tenant, unit, count
):
    api.post(pool(api), json={"keys": [f"KEY-{n:04}" for n in range(4)]})
    for _order in range(6):
        buy(shop, "game")
    with unit(tenant):
        orders = [str(each) for each in db.session.scalars(select(Order.id))]
    gate = threading.Barrier(len(orders))

    def work(order_id):
        gate.wait(10)
        with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
            hand_out_keys.hand_out_keys([OrderPaid(order_id=order_id, delivery_kind="download")])

    with ThreadPoolExecutor(len(orders)) as workers:
        list(workers.map(work, orders))
    assert api.get(pool(api)).json == {"free": 0, "handed": 4, "revoked": 0, "due": 2}
    assert "2 keys were paid for and are missing" in admin.get(f"/admin/products/{game.id}/keys").text
    told = api.post(pool(api), json={"keys": ["KEY-0001", "LATE-1", "LATE-2", "LATE-3"]}).json
    assert told == {"added": 3, "free": 1, "handed": 6, "revoked": 0, "due": 0}
    with unit(tenant):
        lines = list(db.session.scalars(select(LicenceKey.line_id).where(LicenceKey.line_id.is_not(None))))
    assert len(set(lines)) == 6


@pytest.mark.req("CAT-04")
def test_what_is_paid_back_gives_its_key_back(shop, admin, api, game, run_jobs, tenant, unit):
    fill(admin, game)
    placed = buy(shop, "game")
    run_jobs()
    refund(tenant, unit)
    run_jobs()
    page = shop.get(placed.location)
    assert shown(page) == []
    assert "1 key was taken back" in page.text
    assert api.get(pool(api)).json == {"free": 1, "handed": 0, "revoked": 1, "due": 0}
    with unit(tenant):
        key = db.session.scalars(select(LicenceKey).where(LicenceKey.revoked_at.is_not(None))).one()
        free = db.session.scalars(select(LicenceKey).where(LicenceKey.line_id.is_(None))).one()
    address = f"/admin/products/{game.id}/keys"
    assert admin.post(f"{address}/{key.id}/remove").status_code == 422
    assert admin.post(f"{address}/{free.id}/back").status_code == 422
    assert admin.post(f"{address}/{key.id}/back").status_code == 303
    assert admin.post(f"{address}/{free.id}/remove").status_code == 303
    assert api.get(pool(api)).json == {"free": 1, "handed": 0, "revoked": 0, "due": 0}


def test_an_empty_or_endless_upload_is_refused_at_its_field(admin, game):
    refused = fill(admin, game, "Key\n")
    assert refused.status_code == 422
    assert "Give at least one key" in refused.text
    long = admin.post(f"/admin/products/{game.id}/keys", data={"keys": "A" * 301})
    assert long.status_code == 422
    assert "Line 1 is longer than 300 characters" in long.text


@pytest.mark.req("CAT-04")
def test_a_till_sells_downloads_and_keys_too(make, admin, shop, api, game, run_jobs, tenant, unit, count):
    fill(admin, game)
    sent = {"file": (io.BytesIO(b"the game"), "game.zip")}
    assert admin.post(f"/admin/products/{game.id}/selling/files", data=sent).status_code == 303
    till = make_till(make)
    till.open(10_000)
    buyer = {"name": "Ann Buyer", "email": "ann@example.com", "phone": ""}
    assert till.send(till.sale(("GAME", 1, 1200), customer=buyer))[0].status == "accepted"
    run_jobs()
    assert count(LicenceKey, LicenceKey.line_id.is_not(None)) == 1
    with unit(tenant):
        (letter,) = [each for each in notifications.caught() if "licence keys" in each.subject]
        order = db.session.scalars(select(Order)).one()
    assert (letter.recipient, "AAAA-1111-XXXX" in letter.text) == ("ann@example.com", True)
    address = re.search(r"/orders/[\w-]+", letter.text)[0]
    page = shop.get(address)
    assert shown(page) == ["AAAA-1111-XXXX"]
    assert shop.get(re.search(r'href="(/downloads/[^"]+)"', page.text)[1]).data == b"the game"
    assert address in admin.get(f"/admin/orders/{order.id}").text
