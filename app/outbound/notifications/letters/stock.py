"""Letters about stock, to the colleagues who asked for them."""

from uuid import UUID

from app.core.i18n import gettext as _
from app.outbound.notifications import links
from app.outbound.notifications.letter import Action, Facts, Letter, Words
from app.queries.alert_board import Alert, AtPlace


def low_stock(told: Alert, there: list[AtPlace]) -> Letter:
    """Little is left of something: how much, where the rest lies, and where to see to it."""
    name = told.title or told.sku
    where = told.location or _("all places together")
    return Letter(
        subject=_("Low stock: %(name)s, %(where)s", name=name, where=where),
        heading=_("Little is left of %(name)s", name=name),
        parts=[
            Words(
                _(
                    "%(sku)s, %(where)s: %(free)s free, the threshold is %(threshold)s.",
                    sku=told.sku, where=where, free=_plain(told.free_now), threshold=_plain(told.threshold),
                )
            ),
            Facts(
                _("Where it lies"),
                [_("%(place)s: %(n)s free", place=each.name, n=_plain(each.free)) for each in there[:8]],
            ),
            Action(_("See to it"), links.stock_alert(str(told.id))),
        ],
    )  # fmt: skip


def few_keys(title: str, product_id: UUID, *, free: int, due: int) -> Letter:
    """Few licence keys are left, or some that were paid for are missing."""
    words = [_("%(free)s keys are free.", free=free)]
    if due:
        words.append(_("%(due)s keys were paid for and are missing: buyers wait for them.", due=due))
    return Letter(
        subject=_("Few licence keys left: %(name)s", name=title),
        heading=_("Few licence keys are left of %(name)s", name=title),
        parts=[Words(" ".join(words)), Action(_("Add keys"), links.licence_keys(str(product_id)))],
    )


def late_channel(channel: str, kind: str, seconds: int) -> Letter:
    """Changes take longer than a minute to reach a channel. `channel` may be a store's name."""
    names = {"web": _("the web shop"), "programs": _("connected programs"), "search": _("the search engine")}
    where = names.get(channel, channel)
    what = _("Changes of stock") if kind == "stock" else _("Changes of prices")
    words = _(
        "%(what)s took up to %(seconds)s seconds to reach %(where)s.", what=what, seconds=seconds, where=where
    )
    return Letter(
        subject=_("Changes arrive late: %(where)s", where=where),
        heading=_("Changes arrive late"),
        parts=[Words(words), Action(_("See how long they take"), links.on_time())],
    )


def _plain(quantity: object) -> str:
    return f"{quantity:f}".rstrip("0").rstrip(".") if "." in f"{quantity:f}" else f"{quantity:f}"
