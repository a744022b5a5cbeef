"""Asks buyers some days after their order came what they think of it, where the shop wants that."""

from app.core.i18n import gettext as _
from app.core.i18n import locale_scope
from app.core.market import market_scope
from app.domains.channels import service as channels
from app.domains.channels.types import ReviewMails
from app.domains.reviews import service as reviews
from app.outbound.notifications import links, service
from app.outbound.notifications.letter import Action, Letter, Words
from app.outbound.notifications.service import Recipient
from app.queries import review_questions, sites
from app.queries.merchant import merchant
from app.queries.order_letter import OrderLetter, order_letter
from app.queries.review_questions import Due

MOST_GOODS = 4


def ask() -> int:
    """Write to every buyer whose time has come; returns to how many. Safe to repeat: once an order."""
    kept = channels.setting(ReviewMails)
    return sum(_ask(each) for each in review_questions.due(kept.days)) if kept.ask else 0


def _ask(due: Due) -> bool:
    about = order_letter(due.order_id)
    if not about.contact.email:
        return False
    with market_scope(sites.market(about.order.channel)), locale_scope(about.order.locale):
        letter = _letter(about, due)
    to = Recipient(about.contact.email, about.order.locale, about.person_id)
    cause = f"review_question:{due.order_id}"
    return service.post(letter, to, merchant(), kind="review_question", cause=cause, order_id=due.order_id)


def _letter(about: OrderLetter, due: Due) -> Letter:
    end = links.review_questions_end(due.customer_id, reviews.opt_out_token(due.customer_id))
    words = _(
        "You ordered %(number)s some days ago. A few words help others to choose, and us to do better.",
        number=about.order.number,
    )
    return Letter(
        subject=_("How do you like it?"),
        heading=_("How do you like it?"),
        parts=[
            Words(words),
            *(
                Action(_("Review %(title)s", title=title), links.review(slug))
                for title, slug in due.goods[:MOST_GOODS]
            ),
            Words(_("We ask once for each order.")),
            Action(_("Ask me no more"), end),
        ],
    )
