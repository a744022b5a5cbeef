"""Shoppers: found by e-mail, signed in, searched, erased."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core import clock, crypto
from app.core.audit import AuditRow
from app.core.crypto import PersonKey
from app.core.db import db
from app.core.errors import NotFound
from app.core.events import OutboxRow
from app.domains.customers import service as customers
from app.domains.customers.errors import BadLink, EmailTaken, Erased, WrongPassword
from app.domains.customers.models import Customer, CustomerAddress, CustomerSession
from app.domains.customers.types import Address
from tests.factories.people import PASSWORD

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOME = Address(name="Ada", line1="Long Lane 5", city="Kiel", postal_code="24103", country="DE")


def test_one_statement_finds_or_makes(unit: Any, tenant: Any, query_budget: Any, count: Any) -> None:
    with unit(tenant), query_budget(1):
        first = customers.find_or_create(email="Ada@example.com", name="Ada", locale="de-AT")
    with unit(tenant), query_budget(1):
        again = customers.find_or_create(email=" ada@EXAMPLE.com", name="Somebody else")
        assert crypto.seal(again.id, "the key is at hand")
    assert (first.created, again.created, again.id) == (True, False, first.id)
    with unit(tenant):
        kept = customers.customer(first.id)
    assert (kept.name, kept.email, kept.locale, kept.has_account) == ("Ada", "Ada@example.com", "de", False)
    assert (count(Customer), count(PersonKey, PersonKey.id == first.id)) == (1, 1)


def test_two_checkouts_meet_one_new_address(tenant: Any, unit: Any, count: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    together = Barrier(4)

    def buy(_number: int) -> Any:
        with unit(tenant):
            together.wait(timeout=10)
            return customers.find_or_create(email="race@example.com").id

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(buy, range(4)))
    assert len(found) == 1
    assert count(Customer) == 1


@pytest.mark.req("SEC-01")
def test_what_is_personal_is_encrypted_at_rest(unit: Any, tenant: Any) -> None:
    with unit(tenant):
        found = customers.find_or_create(email="ada@example.com", name="Ada")
        customers.change_contact(
            customer_id=found.id, name="Ada", email="ada@example.com", phone="+49 431 555"
        )
        customers.save_address(customer_id=found.id, address=HOME)
    with unit(tenant):
        row = db.session.get_one(Customer, found.id)
        place = db.session.scalars(select(CustomerAddress)).one()
        stored = bytes(row.email or b"") + bytes(row.phone or b"") + bytes(place.line1)
        assert b"ada@" not in stored
        assert b"431" not in stored
        assert b"Long" not in stored
        assert customers.addresses(found.id)[0].line1 == "Long Lane 5"


def sign_in(unit: Any, tenant: Any, email: str, password: str = PASSWORD) -> Any:
    with unit(tenant):
        return customers.sign_in(email=email, password=password)


def session(unit: Any, tenant: Any, token: str) -> Any:
    with unit(tenant):
        return customers.session_facts(token)


def test_signing_in_and_the_ends_of_a_session(unit: Any, tenant: Any, make: Any) -> None:
    ada = make.customer()
    with clock.frozen(NOON):
        token = sign_in(unit, tenant, ada.mail).token
        assert session(unit, tenant, token).customer_id == ada.id
    with clock.frozen(NOON + timedelta(days=29)):
        assert session(unit, tenant, token) is not None
    with clock.frozen(NOON + timedelta(days=60)):
        assert session(unit, tenant, token) is None
    token = sign_in(unit, tenant, ada.mail).token
    with unit(tenant):
        customers.sign_out_everywhere(ada.id)
    assert session(unit, tenant, token) is None


def test_five_wrong_passwords_pause_the_account(unit: Any, tenant: Any, make: Any, count: Any) -> None:
    ada = make.customer()
    with clock.frozen(NOON):
        for _try in range(5):
            assert sign_in(unit, tenant, ada.mail, "wrong").outcome == "refused"
        assert sign_in(unit, tenant, ada.mail).outcome == "refused"
    assert count(AuditRow, AuditRow.action == "customers.locked_out") == 1
    with clock.frozen(NOON + timedelta(minutes=16)):
        assert sign_in(unit, tenant, ada.mail).outcome == "signed_in"


def test_guests_have_no_password_to_guess(unit: Any, tenant: Any, make: Any) -> None:
    assert sign_in(unit, tenant, make.customer(password=None).mail, "").outcome == "refused"


def test_a_guests_history_is_not_for_who_knows_the_address(
    unit: Any, tenant: Any, make: Any, count: Any
) -> None:
    guest = make.customer(password=None)
    with unit(tenant):
        answer = customers.register(email=guest.mail, name="Thief", password=PASSWORD, locale="en")
    assert answer.outcome == "mailed"
    assert sign_in(unit, tenant, guest.mail).outcome == "refused"
    assert count(OutboxRow, OutboxRow.name == "customers.password_reset_asked.v1") == 1


def test_registering_anew(unit: Any, tenant: Any) -> None:
    with unit(tenant):
        answer = customers.register(email="new@example.com", name="New", password=PASSWORD, locale="de")
    assert session(unit, tenant, answer.token).name == "New"


def link(unit: Any, tenant: Any, email: str) -> str:
    with unit(tenant):
        customers.ask_password_reset(email=email)
    with unit(tenant):
        row = db.session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc())).first()
        assert row is not None
        from uuid import UUID

        mail = customers.token_mail(
            customer_id=UUID(row.payload["customer_id"]), sealed_token=row.payload["sealed_token"]
        )
        assert mail is not None
        return mail.token


@pytest.mark.req("SEC-14")
def test_a_password_by_link(unit: Any, tenant: Any, make: Any) -> None:
    guest = make.customer(password=None)
    first = link(unit, tenant, guest.mail)
    with unit(tenant):
        token = customers.reset_password(token=first, password="chosen by link").token
    with pytest.raises(BadLink), unit(tenant):
        customers.reset_password(token=first, password="chosen again by link")
    second = link(unit, tenant, guest.mail)
    with unit(tenant):
        customers.reset_password(token=second, password="chosen by link again")
    assert session(unit, tenant, token) is None


def test_changing_the_password(unit: Any, tenant: Any, make: Any) -> None:
    ada = make.customer()
    mine, other = (sign_in(unit, tenant, ada.mail).token for _each in range(2))
    keep = session(unit, tenant, mine).session_id
    with pytest.raises(WrongPassword), unit(tenant):
        customers.change_password(customer_id=ada.id, current="wrong", password="another long one", keep=keep)
    with unit(tenant):
        customers.change_password(
            customer_id=ada.id, current=PASSWORD, password="another long one", keep=keep
        )
    assert session(unit, tenant, mine) is not None
    assert session(unit, tenant, other) is None


def test_searching(unit: Any, tenant: Any, make: Any) -> None:
    for name in ("Ada Ash", "adam Oak", "Bo_Birch", "Bo%Beech"):
        made = make.customer(name=name)
    with unit(tenant):
        customers.change_contact(customer_id=made.id, name=made.name, email=made.mail, phone="0431 555 77")

    def names(text: str) -> list[str]:
        with unit(tenant):
            return [each.name for each in customers.search(text).items]

    assert names("ada") == ["Ada Ash", "adam Oak"]
    assert names("bo_") == ["Bo_Birch"]
    assert names("bo%") == ["Bo%Beech"]
    assert names(made.mail.upper()) == [made.name]
    assert names("043155577") == [made.name]
    assert names("ash") == []


def test_pages_of_a_long_list(unit: Any, tenant: Any, make: Any, query_budget: Any) -> None:
    for number in range(25):
        make.customer(name=f"Same {number % 3}")
    found, cursor = [], None
    while True:
        with unit(tenant), query_budget(3):
            page = customers.search(cursor=cursor, limit=10)
        found += [each.id for each in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(found) == len(set(found)) == 25


def test_the_address_book(unit: Any, tenant: Any, make: Any) -> None:
    ada, stranger = make.customer(), make.customer()
    with unit(tenant):
        first = customers.save_address(customer_id=ada.id, address=HOME)
    with unit(tenant):
        second = customers.save_address(
            customer_id=ada.id,
            address=Address(
                name="Ada", line1="Work 1", city="Kiel", postal_code="24103", country="DE", is_default=True
            ),
        )
        assert [each.id for each in customers.addresses(ada.id)] == [second, first]
    with pytest.raises(NotFound), unit(tenant):
        customers.delete_address(customer_id=stranger.id, address_id=first)
    with unit(tenant):
        customers.delete_address(customer_id=ada.id, address_id=first)
        assert [each.id for each in customers.addresses(ada.id)] == [second]


def test_two_customers_do_not_share_an_address(unit: Any, tenant: Any, make: Any) -> None:
    ada, bo = make.customer(), make.customer()
    with pytest.raises(EmailTaken), unit(tenant):
        customers.change_contact(customer_id=ada.id, name="Ada", email=bo.mail, phone="")


def test_erasing_is_for_good(unit: Any, tenant: Any, make: Any, count: Any) -> None:
    ada = make.customer(name="Ada Ash")
    token = sign_in(unit, tenant, ada.mail).token
    with unit(tenant):
        customers.save_address(customer_id=ada.id, address=HOME)
        customers.erase(ada.id)
    assert session(unit, tenant, token) is None
    assert (count(CustomerAddress), count(CustomerSession)) == (0, 0)
    assert count(PersonKey, PersonKey.id == ada.id, PersonKey.wrapped.is_(None)) == 1
    with unit(tenant):
        left = customers.customer(ada.id)
        assert (left.name, left.email, left.erased) == ("", "", True)
        assert customers.search(ada.mail).items == []
        with pytest.raises(Erased):
            customers.save_address(customer_id=ada.id, address=HOME)
    with unit(tenant):
        assert customers.find_or_create(email=ada.mail).created
