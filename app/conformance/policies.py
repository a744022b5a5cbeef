"""The conventions that cases rest on by name: all there are, and those that a shop can be set to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.conformance.cases import Case, Unfit
from app.domains.channels.types import Group, PriceListRules, PricingRules, StockRules

POLICIES = frozenset(
    """
    tax_per_line_half_up tax_per_unit_half_up tax_per_order_half_up row_display_by_running_difference
    tax_after_discount tax_before_discount compound_tax combined_rate_per_line_then_split
    constant_net_across_borders constant_gross_across_borders
    percent_on_line_total_half_up round_resulting_price_half_up discount_rounds_down
    catalog_price_rounded_per_unit_half_up proportional_allocation allocation_weights_are_gross_amounts
    order_discount_rounded_then_prorated_last_line_takes_rest last_line_takes_rest largest_remainder
    floor_then_leftover_cents_to_first_lines extra_cents_to_first_units unusable_share_is_redistributed
    zero_weights_split_equally fixed_amount_in_price_basis two_step_rounding convert_base_total
    list_order higher_priority_first item_before_order later_promotion_sees_reduced_amount
    condition_sees_discounted_total exclusive_beats_priority best_discount_wins_in_lane
    percent_item_actions_additive_on_list_price price_range_uses_list_price catalog_sequential
    catalog_base_is_original_price max_items_takes_cheapest_first max_units_per_line
    manual_discount_covers_shipping_pro_rata manual_discount_replaces_voucher coupon_case_sensitive
    cancelled_usage_returns cancelled_orders_do_not_count
    all_target_units_required cheapest_units_free_when_buy_and_get_overlap target_most_expensive_first
    units_consumed_by_one_promo_not_reused cheapest_item_free_single_application groups_fill_in_cart_order
    groups_fill_in_cart_order_or_price_desc
    most_rules_matched_wins price_list_beats_price_set specific_list_beats_cheaper_general_list
    position_order_wins_not_lowest_price quantity_omitted_means_1 qty_breaks_in_stock_uom
    empty_group_rule_means_any_signed_in_customer explicit_priority_first customer_specific_beats_general
    item_beats_group variant_beats_template template_rule_covers_variants conflict_is_an_error
    default_location_first highest_stock_first sort_order_first priority_first nearest_first
    collection_point_first warehouse_must_serve_destination routing_subtracts_reservations
    partial_offer_when_short add_as_many_as_available sold_out_line_removed negative_threshold
    stock_may_go_down_to_threshold carts_do_not_reserve backorder_counts_as_reserved backorder_not_reserved
    shipping_more_than_allocated_uses_other_allocations
    """.split()  # noqa: SIM905  a list of eighty quoted words is no easier to read
)

STOCK: dict[str, dict[str, Any]] = {
    "backorder_counts_as_reserved": {"hold_past_zero": True},
    "backorder_not_reserved": {"hold_past_zero": False},
    "carts_do_not_reserve": {},
    "negative_threshold": {},
    "add_as_many_as_available": {"short": "take"},
    "sold_out_line_removed": {"short": "take"},
    "sort_order_first": {"take_from": "in_order"},
    "priority_first": {"take_from": "in_order"},
    "highest_stock_first": {"take_from": "most_stock"},
    "stock_may_go_down_to_threshold": {"count_below_zero": True},
    "shipping_more_than_allocated_uses_other_allocations": {"send_for_others": True},
}
PRICING: dict[str, dict[str, Any]] = {
    "tax_per_line_half_up": {"tax_rounding": "line"},
    "tax_per_unit_half_up": {"tax_rounding": "unit"},
    "tax_per_order_half_up": {"tax_rounding": "order"},
    "row_display_by_running_difference": {"tax_rounding": "order"},
    "tax_after_discount": {"tax_before_discount": False},
    "tax_before_discount": {"tax_before_discount": True},
    "compound_tax": {},
    "combined_rate_per_line_then_split": {"stacked_rates_as_one": True},
    "percent_on_line_total_half_up": {"percent_rounding": "discount"},
    "round_resulting_price_half_up": {"percent_rounding": "price"},
    "discount_rounds_down": {"percent_rounding": "down"},
    "catalog_price_rounded_per_unit_half_up": {},
    "proportional_allocation": {},
    "allocation_weights_are_gross_amounts": {"weigh_gross": True},
    "order_discount_rounded_then_prorated_last_line_takes_rest": {"sharing": "last"},
    "last_line_takes_rest": {"sharing": "last"},
    "largest_remainder": {"sharing": "largest_first"},
    "floor_then_leftover_cents_to_first_lines": {"sharing": "first"},
    "extra_cents_to_first_units": {},
    "unusable_share_is_redistributed": {"pass_on": True},
    "zero_weights_split_equally": {},
    "fixed_amount_in_price_basis": {},
    "list_order": {},
    "higher_priority_first": {},
    "item_before_order": {"items_first": True},
    "later_promotion_sees_reduced_amount": {},
    "condition_sees_discounted_total": {},
    "exclusive_beats_priority": {},
    "best_discount_wins_in_lane": {},
    "percent_item_actions_additive_on_list_price": {"add_percents": True},
    "price_range_uses_list_price": {},
    "catalog_sequential": {},
    "catalog_base_is_original_price": {"from_compare_at": True},
    "max_items_takes_cheapest_first": {},
    "max_units_per_line": {},
    "manual_discount_covers_shipping_pro_rata": {"manual_covers_shipping": True},
    "manual_discount_replaces_voucher": {"manual_suspends_coupons": True},
    "coupon_case_sensitive": {"exact_codes": True},
    "cancelled_usage_returns": {},
    "cancelled_orders_do_not_count": {},
    "all_target_units_required": {},
    "cheapest_units_free_when_buy_and_get_overlap": {},
    "target_most_expensive_first": {},
    "units_consumed_by_one_promo_not_reused": {},
    "cheapest_item_free_single_application": {},
    "groups_fill_in_cart_order": {"fill_in_cart_order": True},
    "groups_fill_in_cart_order_or_price_desc": {"fill_in_cart_order": True},
}
LISTS: dict[str, dict[str, Any]] = {
    "most_rules_matched_wins": {"choice": "specific"},
    "specific_list_beats_cheaper_general_list": {"choice": "specific"},
    "position_order_wins_not_lowest_price": {"choice": "position"},
    "explicit_priority_first": {"choice": "specific"},
    "customer_specific_beats_general": {"choice": "specific"},
    "item_beats_group": {"choice": "specific"},
    "variant_beats_template": {"choice": "specific"},
    "conflict_is_an_error": {"choice": "specific", "ties": "refuse"},
    "qty_breaks_in_stock_uom": {"breaks": "stock"},
    "constant_net_across_borders": {"abroad": "net"},
    "constant_gross_across_borders": {"abroad": "gross"},
    "price_list_beats_price_set": {},
    "quantity_omitted_means_1": {},
    "empty_group_rule_means_any_signed_in_customer": {},
    "template_rule_covers_variants": {},
    "two_step_rounding": {},
    "convert_base_total": {},
}
FORMAT = PricingRules(
    sharing="largest_first",
    fill_in_cart_order=True,
    manual_covers_shipping=True,
    manual_suspends_coupons=True,
    exact_codes=True,
)
"""What the cases mean where they name no convention, and a shop may choose otherwise."""
OFFERED: dict[Group, Mapping[str, Mapping[str, Any]]] = {
    StockRules(): STOCK,
    FORMAT: PRICING,
    PriceListRules(): LISTS,
}
"""Those that the shop offers: as its own rule, or by these of its settings, beside what holds without a name."""


def rules_of(case: Case) -> list[Group]:
    """The settings under which a case holds. Raises Unfit for a policy that is not known, or not offered."""
    for policy in case.policy:
        if policy not in POLICIES:
            raise Unfit(f"policy {policy} is not known")
        if not case.universal and not any(policy in known for known in OFFERED.values()):
            raise Unfit(f"policy {policy} is not offered")
    return [_settled(group, known, () if case.universal else case.policy) for group, known in OFFERED.items()]


def stock_rules_of(case: Case) -> StockRules:
    """Those of the stock. Raises Unfit."""
    return next(group for group in rules_of(case) if isinstance(group, StockRules))


def price_rules_of(case: Case) -> PriceListRules:
    """Those of price lists. Raises Unfit."""
    return next(group for group in rules_of(case) if isinstance(group, PriceListRules))


def _settled(group: Group, known: Mapping[str, Mapping[str, Any]], policies: Sequence[str]) -> Group:
    for policy in policies:
        group = replace(group, **known.get(policy, {}))
    return group
