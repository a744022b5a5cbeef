"""The door of the reviews: written by buyers, shown when a person approved them."""

import hmac
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import audit, clock, crypto
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.reviews.errors import TooManyReviews, UnknownReview
from app.domains.reviews.models import Review, ReviewOptOut

A_DAY, MOST_A_DAY = timedelta(days=1), 10
LONGEST_BODY, LONGEST_NAME = 4000, 60
COUNT = text(
    """
    insert into review_score (product_id, one, two, three, four, five)
    select cast(:product as uuid), count(*) filter (where stars = 1), count(*) filter (where stars = 2),
        count(*) filter (where stars = 3), count(*) filter (where stars = 4), count(*) filter (where stars = 5)
    from review where product_id = :product and status = 'approved'
    on conflict (product_id) do update set one = excluded.one, two = excluded.two, three = excluded.three,
        four = excluded.four, five = excluded.five
    """
)
ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('review'), hashtext(cast(:key as text)))")


def write(*, product_id: UUID, customer_id: UUID, stars: int, body: str, name: str, locale: str) -> bool:
    """Keep a buyer's words, in place of earlier ones; they wait for approval. Whether they were approved before.

    Raises Invalid naming the field, TooManyReviews.
    """
    body, name = body.strip(), " ".join(name.split())
    _check(stars, body, name)
    db.session.execute(ONE_AT_A_TIME, {"key": f"c{customer_id}"})
    recent = select(func.count(Review.id)).where(
        Review.customer_id == customer_id,
        Review.created_at > clock.now() - A_DAY,
        Review.product_id != product_id,
    )
    if (db.session.scalar(recent) or 0) >= MOST_A_DAY:
        raise TooManyReviews(_("That is enough reviews for one day; come back tomorrow"), retry_after=3600)
    before = of_buyer(product_id, customer_id)
    shown = before is not None and before.status == "approved"
    said = {
        "stars": stars, "body": body, "name": name, "locale": locale, "status": "waiting", "reason": "", "reply": "",
        "created_at": clock.now(), "decided_at": None,
    }  # fmt: skip
    row = pg_insert(Review).values(id=new_id(), product_id=product_id, customer_id=customer_id, **said)
    unique = [Review.product_id, Review.customer_id]
    db.session.execute(row.on_conflict_do_update(index_elements=unique, set_=said))
    if shown:
        _count(product_id)
    return shown


def decide(review_id: UUID, *, approve: bool, reason: str = "", reply: str = "") -> Review:
    """Approve or reject; the product's figures follow. Raises UnknownReview, Invalid without a reason to reject."""
    row = db.session.scalar(select(Review).where(Review.id == review_id).with_for_update())
    if row is None:
        raise UnknownReview(_("There is no such review"))
    reason, reply = reason.strip(), reply.strip()
    if not approve and not reason:
        raise Invalid(_("Say why"), fields={"reason": _("Say why; its writer reads it")})
    before = {"status": row.status, "reply": row.reply}
    row.status = "approved" if approve else "rejected"
    row.reason, row.decided_at = "" if approve else reason, clock.now()
    row.reply = reply
    db.session.flush()
    _count(row.product_id)
    after = {"status": row.status, "reply": row.reply}
    audit.record(
        "reviews.decided",
        object_type="review",
        object_id=row.id,
        before=before,
        after=after,
        reason=reason or None,
    )
    return row


def of_buyer(product_id: UUID, customer_id: UUID) -> Review | None:
    """What a buyer said about a product."""
    own = select(Review).where(Review.product_id == product_id, Review.customer_id == customer_id)
    return db.session.scalar(own)


def opt_out_token(customer_id: UUID) -> str:
    """What lets somebody end the questions without signing in: the same in each mail."""
    return crypto.derive_token("review-questions", customer_id.hex)


def check_opt_out(customer_id: UUID, token: str) -> None:
    """Raises NotFound for a token that is not this buyer's."""
    if not hmac.compare_digest(opt_out_token(customer_id), token):
        raise NotFound(_("This link is not valid"))


def ask_no_more(customer_id: UUID, token: str) -> None:
    """A buyer wants no questions. Raises NotFound for a token that is not theirs."""
    check_opt_out(customer_id, token)
    row = pg_insert(ReviewOptOut).values(customer_id=customer_id, created_at=clock.now())
    db.session.execute(row.on_conflict_do_nothing())


def remove(product_id: UUID, customer_id: UUID) -> bool:
    """A buyer takes the words back; whether there were any."""
    row = of_buyer(product_id, customer_id)
    if row is None:
        return False
    db.session.delete(row)
    db.session.flush()
    _count(product_id)
    return True


def forget_person(customer_id: UUID) -> None:
    """Take a person's name off their reviews; the stars stay."""
    for row in db.session.scalars(select(Review).where(Review.customer_id == customer_id)):
        row.name, row.customer_id = "", None


def _check(stars: int, body: str, name: str) -> None:
    problems = {
        "stars": None if 1 <= stars <= 5 else _("Choose one to five stars"),
        "body": _("Use at most %(max)s characters", max=LONGEST_BODY)
        if len(body) > LONGEST_BODY
        else _linked(body),
        "name": _("Use at most %(max)s characters", max=LONGEST_NAME)
        if len(name) > LONGEST_NAME
        else _linked(name),
    }
    found = {field: words for field, words in problems.items() if words}
    if found:
        raise Invalid(_("Some fields need another look"), fields=found)


def _linked(words: str) -> str | None:
    """Links are what spam lives on."""
    low = words.lower()
    return _("Leave out links") if "://" in low or "www." in low or "<a " in low else None


def _count(product_id: UUID) -> None:
    db.session.execute(ONE_AT_A_TIME, {"key": f"p{product_id}"})
    db.session.execute(COUNT, {"product": product_id})
