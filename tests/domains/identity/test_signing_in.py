"""Passwords, lock-out, second factor, sessions, links."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

from app.core import clock, crypto, passwords
from app.core.audit import AuditRow
from app.core.events import OutboxRow
from app.domains.identity import service as identity
from app.domains.identity.errors import BadLink, WrongPassword
from app.domains.identity.models import Staff, StaffSession
from app.domains.identity.types import Origin
from tests.factories.people import PASSWORD

HERE = Origin("192.0.2.7", "Test browser")
WRONG = "not the password"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def staff(make: Any) -> Any:
    return make.staff()


@pytest.fixture
def sign_in(tenant: Any, unit: Any, staff: Any) -> Any:
    def attempt(password: str = PASSWORD, email: str | None = None) -> Any:
        with unit(tenant):
            return identity.sign_in(email=email or staff.mail, password=password, origin=HERE)

    return attempt


def facts(unit: Any, tenant: Any, token: str) -> Any:
    with unit(tenant):
        return identity.session_facts(token)


@pytest.mark.req("SEC-01")
def test_password_and_address_are_not_in_the_row(make: Any, tenant: Any, unit: Any) -> None:
    with unit(tenant):
        made = identity.create_staff(
            email="Ada@Example.com", name="Ada", roles=["administrator"], password="a long password"
        )
        assert made.password_hash is not None
        assert made.password_hash.startswith("$argon2id$")
        assert b"ada@example.com" not in bytes(made.email).lower()
        assert identity.email_of(made) == "Ada@Example.com"
        found = identity.staff_named("  ada@example.COM ")
        assert found is not None
        assert found.id == made.id


def test_the_right_password_opens_a_session(sign_in: Any, unit: Any, tenant: Any, staff: Any) -> None:
    answer = sign_in()
    assert answer.outcome == "signed_in"
    session = facts(unit, tenant, answer.token)
    assert (session.staff_id, session.name) == (staff.id, staff.name)
    assert "orders:order:view" in session.permissions
    assert session.locations is None


@pytest.mark.parametrize("email", [None, "nobody@example.com"])
@pytest.mark.req("SEC-08")
def test_a_wrong_password_is_one_answer_and_one_audit_row(
    sign_in: Any, count: Any, email: str | None
) -> None:
    assert sign_in(WRONG, email).outcome == "refused"
    assert count(AuditRow, AuditRow.action == "identity.sign_in_failed") == 1
    assert count(StaffSession) == 0


@pytest.mark.req("SEC-07", "SEC-08")
def test_five_wrong_passwords_pause_the_account_for_a_quarter_of_an_hour(sign_in: Any, count: Any) -> None:
    with clock.frozen(NOON):
        for _try in range(5):
            assert sign_in(WRONG).outcome == "refused"
        assert sign_in().outcome == "refused"
    assert count(AuditRow, AuditRow.action == "identity.locked_out") == 1
    assert count(OutboxRow, OutboxRow.name == "identity.staff_locked_out.v1") == 1
    with clock.frozen(NOON + timedelta(minutes=14)):
        assert sign_in().outcome == "refused"
    with clock.frozen(NOON + timedelta(minutes=16)):
        assert sign_in().outcome == "signed_in"


def test_a_good_sign_in_starts_the_count_anew(sign_in: Any) -> None:
    for _round in range(2):
        for _try in range(4):
            sign_in(WRONG)
        assert sign_in().outcome == "signed_in"


@pytest.mark.req("SEC-14")
def test_a_session_ends_by_idleness_and_by_age(sign_in: Any, unit: Any, tenant: Any) -> None:
    with clock.frozen(NOON):
        token = sign_in().token
    with clock.frozen(NOON + timedelta(hours=11, minutes=59)):
        assert facts(unit, tenant, token) is not None
    with clock.frozen(NOON + timedelta(hours=23)):
        assert facts(unit, tenant, token) is not None
    with clock.frozen(NOON + timedelta(hours=36)):
        assert facts(unit, tenant, token) is None
    with clock.frozen(NOON):
        token = sign_in().token
    for hours in range(0, 24 * 7, 11):
        with clock.frozen(NOON + timedelta(hours=hours)):
            assert facts(unit, tenant, token) is not None
    with clock.frozen(NOON + timedelta(days=7)):
        assert facts(unit, tenant, token) is None


def test_a_session_is_one_statement_and_noted_once_a_minute(
    sign_in: Any, unit: Any, tenant: Any, query_budget: Any
) -> None:
    with clock.frozen(NOON):
        token = sign_in().token
        with query_budget(1):
            facts(unit, tenant, token)
    with clock.frozen(NOON + timedelta(minutes=2)), query_budget(2):
        facts(unit, tenant, token)
    with clock.frozen(NOON + timedelta(minutes=2, seconds=30)), query_budget(1):
        facts(unit, tenant, token)


@pytest.mark.req("SEC-14")
def test_changing_the_password_ends_the_other_sessions(
    sign_in: Any, unit: Any, tenant: Any, staff: Any
) -> None:
    mine, other = sign_in().token, sign_in().token
    keep = facts(unit, tenant, mine).session_id
    with unit(tenant):
        identity.change_password(staff_id=staff.id, current=PASSWORD, password="another long one", keep=keep)
    assert facts(unit, tenant, mine) is not None
    assert facts(unit, tenant, other) is None
    assert sign_in().outcome == "refused"
    assert sign_in("another long one").outcome == "signed_in"


def test_changing_needs_the_present_password(unit: Any, tenant: Any, staff: Any) -> None:
    with pytest.raises(WrongPassword), unit(tenant):
        identity.change_password(staff_id=staff.id, current=WRONG, password="another long one", keep=None)


@pytest.mark.parametrize("weak", ["short", "password1", "aaaaaaaaaaaa", "sam"])
def test_weak_passwords_are_refused(unit: Any, tenant: Any, staff: Any, weak: str) -> None:
    with pytest.raises(passwords.WeakPassword), unit(tenant):
        identity.change_password(staff_id=staff.id, current=PASSWORD, password=weak, keep=None)


@pytest.mark.req("SEC-14")
def test_signing_out_everywhere(sign_in: Any, unit: Any, tenant: Any, staff: Any) -> None:
    tokens = [sign_in().token for _each in range(3)]
    with unit(tenant):
        assert identity.sign_out_everywhere(staff.id) == 3
    assert [facts(unit, tenant, token) for token in tokens] == [None, None, None]


def asked_token(unit: Any, tenant: Any, staff: Any) -> str:
    from sqlalchemy import select

    from app.core.db import db

    with unit(tenant):
        identity.ask_password_reset(email=staff.mail)
    with unit(tenant):
        row = db.session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc())).first()
        assert row is not None
        mail = identity.token_mail(staff_id=staff.id, sealed_token=row.payload["sealed_token"])
        assert mail is not None
        assert mail.email == staff.mail
        assert mail.token not in str(row.payload)
        return mail.token


def test_a_reset_link_works_once_and_ends_sessions(sign_in: Any, unit: Any, tenant: Any, staff: Any) -> None:
    session = sign_in().token
    token = asked_token(unit, tenant, staff)
    with unit(tenant):
        identity.reset_password(token=token, password="chosen by link")
    assert facts(unit, tenant, session) is None
    assert sign_in("chosen by link").outcome == "signed_in"
    with pytest.raises(BadLink), unit(tenant):
        identity.reset_password(token=token, password="chosen again by link")


def test_a_reset_link_ages_and_gives_way_to_a_newer_one(unit: Any, tenant: Any, staff: Any) -> None:
    with clock.frozen(NOON):
        token = asked_token(unit, tenant, staff)
    with clock.frozen(NOON + timedelta(hours=2)), pytest.raises(BadLink), unit(tenant):
        identity.open_link("reset", token)
    first, second = asked_token(unit, tenant, staff), asked_token(unit, tenant, staff)
    with unit(tenant):
        assert identity.open_link("reset", second).id == staff.id
    with pytest.raises(BadLink), unit(tenant):
        identity.open_link("reset", first)


def test_asking_for_a_stranger_says_and_sends_nothing(unit: Any, tenant: Any, count: Any) -> None:
    with unit(tenant):
        identity.ask_password_reset(email="nobody@example.com")
    assert count(OutboxRow) == 0


@pytest.fixture
def second_factor(unit: Any, tenant: Any, staff: Any) -> Any:
    """The staff member's authenticator and recovery codes."""
    with unit(tenant), clock.frozen(NOON):
        setup = identity.begin_totp(staff_id=staff.id, issuer="Alpha")
        totp = pyotp.TOTP(setup.secret)
        assert "issuer=Alpha" in setup.uri
        codes = identity.confirm_totp(staff_id=staff.id, code=totp.at(NOON))
    return totp, codes


def step(unit: Any, tenant: Any, token: str, code: str) -> Any:
    with unit(tenant):
        return identity.second_factor(step=token, code=code, origin=HERE)


@pytest.mark.req("SEC-07")
def test_the_second_factor_is_asked_for_and_each_code_counts_once(
    sign_in: Any, unit: Any, tenant: Any, second_factor: Any, count: Any
) -> None:
    totp, _codes = second_factor
    later = NOON + timedelta(minutes=5)
    with clock.frozen(later):
        first, second = sign_in(), sign_in()
        assert (first.outcome, count(StaffSession)) == ("second_factor", 0)
        assert step(unit, tenant, first.token, totp.at(later)).outcome == "signed_in"
        assert step(unit, tenant, first.token, totp.at(later)).outcome == "refused"
        assert step(unit, tenant, second.token, totp.at(later)).outcome == "refused"


@pytest.mark.req("SEC-07")
def test_a_recovery_code_works_once(sign_in: Any, unit: Any, tenant: Any, second_factor: Any) -> None:
    _totp, codes = second_factor
    assert len(set(codes)) == 10
    assert step(unit, tenant, sign_in().token, codes[0].upper()).outcome == "signed_in"
    assert step(unit, tenant, sign_in().token, codes[0]).outcome == "refused"
    assert step(unit, tenant, sign_in().token, codes[1]).outcome == "signed_in"


@pytest.mark.req("SEC-07")
def test_five_wrong_codes_pause_the_account_also_over_several_sign_ins(
    sign_in: Any, unit: Any, tenant: Any, second_factor: Any
) -> None:
    totp, _codes = second_factor
    later = NOON + timedelta(minutes=5)
    with clock.frozen(later):
        for _try in range(5):
            assert step(unit, tenant, sign_in().token, "000000").outcome == "refused"
        assert sign_in().outcome == "refused"
    with clock.frozen(later + timedelta(minutes=20)):
        good = totp.at(later + timedelta(minutes=20))
        assert step(unit, tenant, sign_in().token, good).outcome == "signed_in"


def test_turning_the_second_factor_off(
    sign_in: Any, unit: Any, tenant: Any, staff: Any, second_factor: Any
) -> None:
    _totp, codes = second_factor
    with unit(tenant):
        identity.disable_totp(staff_id=staff.id, code=codes[0])
    assert sign_in().outcome == "signed_in"


def test_the_pin_is_salted_and_readable_by_tills(unit: Any, tenant: Any, staff: Any) -> None:
    import base64
    import hashlib

    with unit(tenant):
        identity.set_pin(staff_id=staff.id, pin="4071")
        assert identity.pin_fits(staff_id=staff.id, pin="4071")
        assert not identity.pin_fits(staff_id=staff.id, pin="4072")
        stored = identity.staff_member(staff.id).pin_hash
    assert stored is not None
    scheme, rounds, salt, wanted = stored.split("$")
    made = hashlib.pbkdf2_hmac("sha256", b"4071", base64.b64decode(salt), int(rounds))
    assert (scheme, base64.b64encode(made).decode()) == ("pbkdf2", wanted)


@pytest.mark.parametrize("pin", ["123", "1111", "1234", "98765", "12a4", "123456789"])
def test_easy_pins_are_refused(unit: Any, tenant: Any, staff: Any, pin: str) -> None:
    from app.core.errors import Invalid

    with pytest.raises(Invalid), unit(tenant):
        identity.set_pin(staff_id=staff.id, pin=pin)


@pytest.mark.req("TEN-07")
def test_a_token_is_good_in_its_own_tenant_only(
    sign_in: Any, unit: Any, other_tenant: Any, make: Any, staff: Any
) -> None:
    token = sign_in().token
    twin = make.of(other_tenant).staff(email=staff.mail, password="their other password")
    with unit(other_tenant):
        assert identity.session_facts(token) is None
        assert identity.sign_in(email=twin.mail, password=PASSWORD, origin=HERE).outcome == "refused"
        answer = identity.sign_in(email=twin.mail, password="their other password", origin=HERE)
        assert answer.staff_id == twin.id


def test_till_people_do_not_enter_the_console(make: Any, unit: Any, tenant: Any) -> None:
    associate = make.staff(role="store_associate", locations=[make.location()])
    with pytest.raises(identity.TillOnly), unit(tenant):
        identity.sign_in(email=associate.mail, password=PASSWORD, origin=HERE)


def test_proving_again(sign_in: Any, unit: Any, tenant: Any, staff: Any) -> None:
    with clock.frozen(NOON):
        token = sign_in().token
    later = NOON + timedelta(minutes=30)
    with clock.frozen(later):
        session = facts(unit, tenant, token)
        with unit(tenant):
            assert not identity.is_proved(session)
            where = {"staff_id": staff.id, "session_id": session.session_id}
            assert not identity.reauthenticate(**where, password=WRONG)
            assert identity.reauthenticate(**where, password=PASSWORD)
        assert identity.is_proved(facts(unit, tenant, token))


def test_disabled_people_are_out_at_once(sign_in: Any, unit: Any, tenant: Any, make: Any, staff: Any) -> None:
    make.staff()
    token = sign_in().token
    with unit(tenant):
        identity.disable(staff.id)
    assert facts(unit, tenant, token) is None
    assert sign_in().outcome == "refused"
    with unit(tenant):
        identity.enable(staff.id)
    assert facts(unit, tenant, token) is None
    assert sign_in().outcome == "signed_in"


def test_secrets_are_sealed(unit: Any, tenant: Any, staff: Any, second_factor: Any, count: Any) -> None:
    totp, codes = second_factor
    with unit(tenant):
        row = identity.staff_member(staff.id)
        assert totp.secret.encode() not in bytes(row.totp_secret or b"")
        assert codes[0] not in row.recovery_hashes
        assert crypto.open_secret(row.totp_secret or b"") == totp.secret
    assert count(Staff) >= 1
