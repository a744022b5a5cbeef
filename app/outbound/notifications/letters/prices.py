"""Letters about prices that wait for approval."""

from babel.numbers import format_decimal

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.money import format_money
from app.outbound.notifications import links
from app.outbound.notifications.letter import Action, Facts, Letter, Words
from app.queries.price_requests import RequestRow


def waiting(told: RequestRow) -> Letter:
    """Somebody asks for prices below the least margin: what, and where to decide."""
    return Letter(
        subject=_("Prices wait for your approval"),
        heading=_("Prices wait for your approval"),
        parts=[
            Words(_("%(name)s asks for what leaves less than the least margin. Nothing of it holds yet.", name=told.by)),
            Facts(told.subject_name or _("Articles"), _articles(told)),
            Action(_("Look at it"), links.price_request(str(told.id))),
        ],
    )  # fmt: skip


def decided(told: RequestRow) -> Letter:
    """What became of what somebody asked for."""
    approved = told.status == "approved"
    words = [_("It holds from now on.") if approved else _("Nothing changed.")]
    if told.note:
        words.append(_("%(name)s says: %(note)s", name=told.decided_by, note=told.note))
    return Letter(
        subject=_("Your prices are approved") if approved else _("Your prices are refused"),
        heading=_("%(name)s approved your prices", name=told.decided_by)
        if approved
        else _("%(name)s refused your prices", name=told.decided_by),
        parts=[
            Words(" ".join(words)),
            Facts(told.subject_name or _("Articles"), _articles(told)),
            Action(_("Look at it"), links.price_request(str(told.id))),
        ],
    )


def _articles(told: RequestRow) -> list[str]:
    locale = current_locale()
    return [
        _(
            "%(sku)s: %(price)s, margin %(left)s %%",
            sku=each.sku,
            price=format_money(each.after, told.currency, locale),
            left=format_decimal(round(each.left, 1), locale=locale),
        )
        for each in told.rows[:8]
    ]
