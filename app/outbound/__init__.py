"""What carries facts out of the core. Each part: service, reactions, strategies."""

from importlib import import_module

REACTION_MODULES: tuple[str, ...] = (
    "app.flows.announce_stock",
    "app.flows.convert_prices",
    "app.flows.count_purchase",
    "app.flows.hand_out_downloads",
    "app.flows.hand_out_keys",
    "app.flows.open_fulfillment",
    "app.flows.issue_invoice",
    "app.flows.learn_words",
    "app.flows.sell_gift_cards",
    "app.flows.refresh_listings",
    "app.flows.refresh_pages",
    "app.flows.reward_orders",
    "app.flows.watch_stock",
    "app.outbound.notifications.reactions",
    "app.outbound.search.reactions",
    "app.outbound.notifications.account_reactions",
    "app.outbound.notifications.price_reactions",
    "app.outbound.notifications.stock_reactions",
)


def load_reactions() -> None:
    """Import every module that registers reactions with `@on`."""
    for name in REACTION_MODULES:
        import_module(name)
