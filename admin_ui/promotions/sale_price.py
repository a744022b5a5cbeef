"""What the form refuses beside a sale price: pages show one piece to anybody, so nothing else may decide about it."""

from app.core.i18n import gettext as _
from app.domains.pricing.engine.offers import Stage
from app.domains.promotions import rules
from app.domains.promotions.types import Draft

STAGE = Stage.CATALOG.value


def refused(draft: Draft) -> dict[str, str]:
    """Field -> why it does not go with a sale price; empty for a promotion of the cart."""
    if not rules.changes_prices(draft.rule):
        return {}
    when, actions = draft.rule.get("when", {}), draft.rule.get("actions", ())
    threshold, pieces = (
        _("A sale price holds from the first piece: leave this empty"),
        _("A sale price holds for every piece: leave this empty"),
    )
    problems = {
        "needs_coupon": _("A sale price is shown to everybody: it cannot ask for a code")
        if draft.needs_coupon
        else "",
        **{name: threshold for name in ("min_total", "min_units") if when.get(name) is not None},
        **{
            name: pieces
            for name in ("max_units", "max_units_per_line")
            if any(action.get(name) is not None for action in actions)
        },
        "cap": _("A sale price knows no orders: limit the budget instead") if draft.rule.get("cap") else "",
        "lane": _("Sale prices do not compete: give them a priority instead")
        if draft.rule.get("lane")
        else "",
    }
    return {name: words for name, words in problems.items() if words}
