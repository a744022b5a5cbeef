"""Mails on their way: sealed rows, a real mail server, tries that grow apart, and nothing else ever held up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.config import ConfigError, override
from app.core import clock, crypto
from app.core.db import db, unit_of_work
from app.domains.orders.models import Order
from app.outbound.notifications import service, smtp
from app.outbound.notifications.letter import Letter, Words
from app.outbound.notifications.models import Mail
from app.outbound.notifications.service import Recipient
from app.queries.merchant import merchant
from tests.outbound.mailbox import PORT, Mailbox, certified, html_of, serving, text_of

PLAIN = f"smtp://127.0.0.1:{PORT}"
LETTER = Letter("Hello Zoë", "Hello there", [Words("Something <b>happened</b>.")])


@pytest.fixture
def box():
    return Mailbox()


@pytest.fixture
def mailed(selling):
    """With a mail server's address set; a letter to Zoë waits in the queue. Answers its id."""
    with override(smtp_url=PLAIN), unit_of_work():
        person = crypto.new_person()
        service.post(
            LETTER, Recipient("zoe@example.com", "en", person), merchant(), kind="test", cause="test:1"
        )
        mail_id = db.session.scalars(select(Mail.id)).one()
    with override(smtp_url=PLAIN):
        yield mail_id


def mail(mail_id):
    with unit_of_work():
        return db.session.get_one(Mail, mail_id)


def test_a_mail_arrives_with_both_parts_and_is_noted(mailed, box):
    with serving(box):
        service.send(mailed)

    [sent] = box.mails
    assert (sent["To"], sent["From"]) == ("zoe@example.com", "Alpha Goods <no-reply@alpha.localhost>")
    assert sent["Subject"] == "Hello Zoë"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert "Something <b>happened</b>." in text_of(sent)
    assert "Something &lt;b&gt;happened&lt;/b&gt;." in html_of(sent)
    row = mail(mailed)
    assert (row.status, row.tries, row.failure) == ("sent", 1, None)
    assert row.sent_at is not None


def test_what_was_sent_is_not_sent_again(mailed, box):
    with serving(box):
        service.send(mailed)
        service.send(mailed)
        assert service.sweep() == 0

    assert len(box.mails) == 1


def test_rows_hold_nothing_readable(mailed):
    row = mail(mailed)
    for field in (row.recipient, row.subject, row.body, row.html):
        assert b"zoe" not in field.lower()
        assert b"happened" not in field


def test_an_erased_person_is_not_written_to_any_more(mailed, box):
    with unit_of_work():
        crypto.erase_person(mail(mailed).person_id)

    with serving(box):
        service.send(mailed)

    assert box.mails == []
    assert (mail(mailed).status, mail(mailed).failure) == ("failed", "erased")


def test_one_letter_a_cause(mailed):
    with unit_of_work():
        assert not service.post(
            LETTER, Recipient("zoe@example.com", "en", None), merchant(), kind="test", cause="test:1"
        )


def test_a_server_that_is_away_is_tried_with_growing_pauses(mailed, box, sender):
    pauses, at = [], clock.now()
    while mail(mailed).status == "queued":
        with clock.frozen(at):
            sender.take()
            service.send(mailed)
            row = mail(mailed)
            if row.status == "queued":
                assert [actor for actor, _ in sender.take()] == [service.SEND_JOB]
                pauses.append(row.next_try_at - at)
                service.send(mailed)
                assert mail(mailed).tries == len(pauses), "not before its time"
        at = row.next_try_at + timedelta(seconds=1)

    assert pauses == list(service.PAUSES)
    assert (row.status, row.failure) == ("failed", "ConnectionRefusedError")


def test_a_mail_goes_out_once_the_server_is_back(mailed, box):
    service.send(mailed)
    assert mail(mailed).failure == "ConnectionRefusedError"

    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert service.sweep() == 1
        with serving(box):
            service.send(mailed)

    assert mail(mailed).status == "sent"
    assert len(box.mails) == 1


def test_a_refusal_for_good_is_not_tried_again_and_its_words_are_not_kept(mailed, box):
    box.answer = "550 zoe@example.com is unknown here"
    with serving(box):
        service.send(mailed)

    assert (mail(mailed).status, mail(mailed).failure) == ("failed", "550")


def test_a_refusal_for_now_is_tried_again(mailed, box):
    box.answer = "451 try later"
    with serving(box):
        service.send(mailed)

    assert (mail(mailed).status, mail(mailed).failure) == ("queued", "451")


def test_a_failed_mail_can_be_sent_again(mailed, box):
    box.answer = "550 no"
    with serving(box):
        service.send(mailed)
        box.answer = None
        with unit_of_work():
            service.send_again(mailed)
        service.send(mailed)

    assert mail(mailed).status == "sent"


def test_a_worker_that_died_with_a_mail_in_hand_lets_go_of_it(mailed, box):
    with unit_of_work():
        assert service._take(mailed) is not None
    with serving(box):
        service.send(mailed)
        assert box.mails == []
        with clock.frozen(clock.now() + service.IN_HAND + timedelta(seconds=1)):
            service.send(mailed)

    assert len(box.mails) == 1


@pytest.mark.parametrize("implicit", [False, True])
def test_the_way_to_the_server_is_encrypted_and_checked(mailed, box, tmp_path, implicit):
    folder = certified(tmp_path)
    scheme = "smtps" if implicit else "smtp"
    with serving(box, certificate=folder, implicit=implicit):
        with override(smtp_url=f"{scheme}://127.0.0.1:{PORT}"):
            service.send(mailed)
        assert mail(mailed).failure == "SSLCertVerificationError", "a stranger's certificate is not trusted"
        trusted = f"{scheme}://127.0.0.1:{PORT}?cafile={folder / 'cert.pem'}"
        with override(smtp_url=trusted), clock.frozen(clock.now() + timedelta(hours=1)):
            service.send(mailed)

    assert mail(mailed).status == "sent"
    assert box.encrypted == [not implicit], "aiosmtpd notes STARTTLS only"


def test_a_password_is_never_sent_in_clear(mailed, box):
    with serving(box), override(smtp_url=f"smtp://ann:secret@127.0.0.1:{PORT}"):
        service.send(mailed)

    assert mail(mailed).status == "queued"
    assert box.mails == []


def test_the_server_is_signed_in_to(mailed, box, tmp_path):
    folder = certified(tmp_path)
    address = f"smtp://ann:s%40cret@127.0.0.1:{PORT}?cafile={folder / 'cert.pem'}"
    with serving(box, certificate=folder, login=("ann", "s@cret")), override(smtp_url=address):
        service.send(mailed)

    assert mail(mailed).status == "sent"


@pytest.mark.parametrize("url", ["mail.example.com:25", "http://mail.example.com", "smtp://h?tls=maybe"])
def test_an_address_that_makes_no_sense_is_named(url):
    with pytest.raises(ConfigError, match="SMTP_URL"):
        smtp.server(url)


@pytest.mark.parametrize(
    ("url", "tls", "port"),
    [
        ("smtps://h", "implicit", 465),
        ("smtp://h", "offer", 25),
        ("smtp://u:p@h", "require", 587),
        ("smtp://u:p@h:2525?tls=never", "never", 2525),
        ("smtp://h?tls=require", "require", 587),
    ],
)
def test_addresses_say_how_the_way_is_protected(url, tls, port):
    assert (smtp.server(url).tls, smtp.server(url).port) == (tls, port)


@pytest.mark.req("OMS-06")
def test_with_mail_down_the_order_still_completes(selling, make, run_jobs):
    make.product(sku="MUG", price=1190, stock=5)
    with override(smtp_url="smtp://127.0.0.1:1"):
        placed = selling.order(("MUG", "1"))
        run_jobs()

    with unit_of_work():
        order = db.session.get_one(Order, placed.order.id)
        assert (order.status, order.payment_status) == ("confirmed", "paid")
        [note] = service.of_order(placed.order.id)
    assert (note.kind, note.status) == ("order_confirmed", "queued")


def test_without_a_server_mails_are_caught_readable_by_the_platform(selling, make, run_jobs):
    make.product(sku="MUG", price=1190, stock=5)
    selling.order(("MUG", "1"))
    run_jobs()

    with unit_of_work():
        [caught] = service.caught()
    assert (caught.kind, caught.recipient) == ("order_confirmed", "ann@example.com")
    assert "Thank you for your order" in caught.text
    assert caught.html.startswith("<!doctype html>")


def test_another_tenant_reads_none_of_it(selling, make, run_jobs, other_tenant, unit):
    make.product(sku="MUG", price=1190, stock=5)
    selling.order(("MUG", "1"))
    run_jobs()

    from app.core.tenancy import shared_scope

    with shared_scope(), unit(other_tenant):
        assert service.caught() == []
