"""Examples for readers of the API's document, made from its schemas: each is a value that its schema accepts."""

from typing import Any

Schema = dict[str, Any]
UUID = "0198f3a2-7c1e-7b52-9d0a-5e2f6c1b4a77"
WORDS: dict[str, Any] = {
    "address": {"line1": "High Street 1", "city": "Berlin", "postal_code": "10115", "country": "DE"},
    "amount": 1999, "at": "2030-05-04T09:30:00Z", "channel": "web", "city": "Berlin", "code": "store-1",
    "compare_at": None, "country": "DE", "coupons": [], "currency": "EUR", "customer": None, "cursor": None,
    "email": "kim@example.com", "kind": "store", "line1": "High Street 1", "line2": "", "location": "main",
    "method": "standard", "name": "Kim Example", "number": "1001", "options": {"Size": "M"}, "phone": "",
    "pin": "2580", "postal_code": "10115", "quantity": 2, "reason": "Counted", "region": "", "sku": "MUG-BLUE",
    "slug": "blue-mug", "tags": ["kitchen"], "title": "Blue mug", "token": "tok_approve", "next": None,
}  # fmt: skip
EUR = {"amount": 1999, "currency": "EUR"}
LINES = [{"sku": "MUG-BLUE", "quantity": 2}]
GIVEN: dict[str, Any] = {  # by operation, where a made one would say little
    "open_cart": {"lines": LINES},
    "enter_coupon": {"code": "WELCOME"},
    "use_points": {"points": 0},
    "check_out": {
        "email": "kim@example.com", "delivery": {"method": "standard"},
        "shipping_address": {
            "name": "Kim Example", "line1": "High Street 1", "city": "Berlin", "postal_code": "10115", "country": "DE",
        },
        "payment": {"method": "test", "token": "tok_approve"},
    },
    "draft_promotion": {
        "name": "Ten percent off cups", "ends_at": "2030-06-08T00:00:00Z",
        "rule": {
            "actions": [{"effect": "item_percent", "value": 100000, "where": {"having": [["category:cups"]]}}],
            "when": {"facts": [["channel:web", "channel:pos"]]},
        },
    },
    "change_promotion": {
        "name": "Ten off from fifty", "version": 1, "ends_at": "2030-06-08T00:00:00Z", "currency": "EUR",
        "rule": {"actions": [{"effect": "order_fixed", "value": 1000}], "when": {"min_total": 5000}},
    },
    "miss_pickup_lines": {"cashier": UUID, "lines": None, "note": "Not on the shelf"},
    "answer_pickup": {"cashier": UUID, "what": "found", "place": None},
    "receive_delivery": {
        "receipt": UUID, "cashier": UUID, "lines": [{"line": UUID, "came": 9, "damaged": 1}],
        "unknown": [{"code": "4006381333931", "quantity": 1}],
    },
    "find_offers": {"coupons": ["WELCOME"], "customer": None, "points": 0, "goods": 3998},
    "approve_override": {
        "cashier": UUID, "approver": UUID, "pin": "2580", "basket": UUID, "title": "Blue mug",
        "override": {"id": UUID, "line": UUID, "kind": "price", "value": 1499, "reason": "Damaged"},
    },
    "set_timezone": {"timezone": "America/Denver"},
    "switch_promotion": {"to": "active"},
    "make_codes": {"codes": ["SUMMER"], "uses_limit": 100},
    "set_groups": {"groups": ["Gold"]},
    "add_company": {"code": "acme", "name": "Acme GmbH", "vat_number": "DE123456789"},
    "change_company": {"name": "Acme GmbH", "vat_number": "DE123456789"},
    "issue_gift_card": {"amount": {"amount": 5000, "currency": "EUR"}, "note": "For Kim"},
    "load_gift_card": {"amount": 1000, "reason": "Paid at the counter"},
    "read_balance": {"gift_card": "K7QD-2MXA-93HT-PC6W"},
    "look_up_gift_card": {"gift_card": "K7QD-2MXA-93HT-PC6W"},
    "hold_gift_card": {"id": UUID, "gift_card": "K7QD-2MXA-93HT-PC6W", "customer": None, "amount": 1000},
    "quote": {"lines": LINES, "delivery": {"method": "standard"}},
    "preview_order_refund": {"lines": [{"line": 1, "quantity": 1}]},
    "preview_sale_refund": {"lines": [{"line": 1, "quantity": 1}]},
    "save_duties": {
        "items": [
            {"country": "CH", "hs_prefix": "6912", "duty": 65_000, "import_tax": 81_000, "tax_free": 6200},
        ]
    },
    "set_customs": {"hs_code": "6912.00", "origin_country": "PT"},
    "add_exchange_rates": {"rates": [{"quote": "USD", "rate": "1.0805", "as_of": "2024-05-04T14:00:00Z"}]},
    "put_prices": {"prices": [{"sku": "MUG-BLUE", "price": EUR}], "gone": []},
    "add_price_list": {
        "code": "summer-sale", "name": "Summer sale", "kind": "sale", "status": "active", "percent": 200_000, "ending": 99,
        "ends_at": "2030-08-31T21:59:59Z", "conditions": [{"on": "channel", "values": ["web"]}],
    },
    "change_price_list": {"code": "trade", "name": "Trade customers", "kind": "segment", "status": "active",
                          "conditions": [{"on": "group", "values": ["trade"]}]},
    "put_list_prices": {
        "prices": [
            {"sku": "MUG-BLUE", "price": EUR},
            {"sku": "MUG-BLUE", "price": {"amount": 1799, "currency": "EUR"}, "min_quantity": 10},
        ]
    },
    "create_category": {"name": "Cups"},
    "create_tree": {"name": "Trade"},
    "rename_tree": {"name": "Trade and hotels"},
    "create_collection": {
        "title": "New mugs", "kind": "rule",
        "rule": {"conditions": [{"field": "created", "op": "within_days", "value": 30}]},
    },
    "change_collection": {"title": "Gifts for two", "shown": True},
    "fill_collection": {"products": []},
    "set_channel_assortment": {"lines": []},
    "set_location_assortment": {"lines": []},
    "set_company_assortment": {"lines": []},
    "set_exclusives": {"lines": []},
    "change_category": {"name": "Cups and mugs", "position": 2},
    "create_product": {
        "title": "Blue mug", "status": "active", "brand": "Kiln", "options": ["Size"],
        "variants": [{"sku": "MUG-BLUE-M", "options": {"Size": "M"}, "price": EUR, "quantity": 12}],
    },
    "change_product": {"title": "Deep blue mug"},
    "change_type": {"name": "Tall mug"},
    "add_variant": {"sku": "MUG-BLUE-L", "options": {"Size": "L"}, "price": EUR},
    "set_parts": {"parts": [{"sku": "MUG-BLUE", "quantity": 2}]},
    "set_related": {"related": [], "cross": []},
    "set_inputs": {
        "inputs": [
            {
                "labels": {"en": "Engraving", "de": "Gravur"}, "required": True, "max_length": 20,
                "surcharge": {"amount": 500, "currency": "EUR"},
            }
        ]
    },
    "change_variant": {"price": EUR, "compare_at": {"amount": 2499, "currency": "EUR"}},
    "open_location": {
        "code": "riverside", "name": "Riverside store", "kind": "store",
        "address": {"line1": "Quay 4", "postal_code": "20457", "city": "Hamburg", "country": "DE"},
    },
    "adjust": {"sku": "MUG-BLUE", "location": "main", "quantity": -1, "reason": "Broken"},
    "put_on_hold": {"sku": "MUG-BLUE", "location": "main", "quantity": 2, "reason": "quality", "note": "Glaze chipped"},
    "release_hold": {"quantity": 1, "outcome": "sale", "note": "Looked at, nothing wrong"},
    "request_transfer": {"source": "main", "destination": "riverside", "lines": LINES, "note": "For Saturday"},
    "approve_transfer": {"lines": LINES},
    "pick_transfer": {"lines": LINES},
    "dispatch_transfer": {"reason": "Van 2"},
    "refuse_transfer": {"reason": "Needed here"},
    "receive_transfer": {"lines": [{"sku": "MUG-BLUE", "received": 1, "damaged": 1}]},
    "cancel_transfer": {"reason": "Not needed any more"},
    "read_levels": {"levels": [{"sku": "MUG-BLUE", "location": "main"}, {"sku": "MUG-BLUE"}]},
    "change_levels": {
        "changes": [{"sku": "MUG-BLUE", "location": "main", "quantity": 14, "kind": "set"}],
        "reason": "Count of the warehouse",
    },
    "report_stock_of_place": {
        "location": "partner", "as_of": "2024-05-04T09:30:00Z", "whole": False, "items": LINES,
    },
    "accept_report": {"skus": ["MUG-BLUE"], "reason": "Recounted by the warehouse"},
    "receive_lot": {
        "sku": "MUG-BLUE", "location": "main", "lot": "L-2030-07", "expires_on": "2099-07-31", "quantity": 12,
    },
    "recall_lot": {"sku": "MUG-BLUE", "lot": "L-1", "note": "Glaze"},
    "set_safety": {"quantity": 2, "location": "main"},
    "set_past_zero": {"allowed": True, "preorder": True, "expected_on": "2099-03-01"},
    "open_count": {"location": "main", "kind": "skus", "value": "MUG-BLUE", "tolerance": 2},
    "enter_tallies": {"lines": [{"sku": "MUG-BLUE", "quantity": 12, "bin": "A-03"}]},
    "finish_count": {"missing": "leave"},
    "recount": {"skus": ["MUG-BLUE"]},
    "post_count": {"reason": "Stocktake"},
    "add_supplier": {"name": "Kiln and Sons", "email": "orders@kiln.example", "lead_days": 10, "currency": "EUR"},
    "change_supplier": {"name": "Kiln and Daughters", "lead_days": 8, "currency": "EUR"},
    "put_offer": {"sku": "MUG-BLUE", "cost": 2400, "pack_size": 6, "supplier_sku": "K-17"},
    "order_goods": {
        "supplier": UUID, "location": "main", "lines": [{"sku": "MUG-BLUE", "quantity": 12}], "note": "For spring",
    },
    "receive_goods": {"lines": [{"sku": "MUG-BLUE", "received": 5, "damaged": 1}]},
    "add_media_link": {"link": "https://vimeo.com/76979871", "name": "How it is made"},
    "describe_media": {"alts": {"en": "A blue mug on a wooden table"}},
    "attach_media": {"media_id": UUID, "alt": "A blue mug on a wooden table"},
    "add_register": {"code": "T1", "name": "Till by the door", "location": "riverside"},
    "pair": {"code": "K7QD-2MXA", "name": "Tablet 1"},
    "apply": {
        "device": UUID,
        "operations": [
            {
                "id": "0198f3a2-7c1e-7b52-9d0a-5e2f6c1b4a78", "seq": 1, "kind": "shift_opened",
                "at": "2030-05-04T09:30:00+02:00",
                "payload": {
                    "shift": UUID, "cashier": UUID, "currency": "EUR", "offline": False, "float": EUR,
                },
            }
        ],
    },
}  # fmt: skip
FORMATS = {
    "uuid": UUID,
    "email": "kim@example.com",
    "date-time": "2030-05-04T09:30:00Z",
    "date": "2030-05-04",
}


def example(schema: Schema, schemas: dict[str, Schema], name: str = "") -> Any:
    """A value of `schema`; `schemas` are the document's components, `name` is the field's."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas, name)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if name in WORDS and _fits(WORDS[name], schema):
        return WORDS[name]
    if choices := schema.get("anyOf"):
        return example(choices[0], schemas, name)
    if schema.get("type") == "object":
        return _object(schema, schemas)
    if schema.get("type") == "array":
        return [example(schema.get("items", {}), schemas, name)]
    return _plain(schema)


def _object(schema: Schema, schemas: dict[str, Schema]) -> dict[str, Any]:
    """What is required and what has a word of its own; the rest is left out as a reader would."""
    required = schema.get("required", [])
    fields = schema.get("properties", {})
    shown = [key for key in fields if key in required or (WORDS.get(key) and key in SHOWN)]
    return {key: example(fields[key], schemas, key) for key in shown}


SHOWN = frozenset({"options", "channel"})


def _plain(schema: Schema) -> Any:
    kind = schema.get("type")
    if kind == "string":
        return FORMATS.get(
            schema.get("format", ""), schema.get("default") or "text"[: schema.get("maxLength", 4)]
        )
    least = max(1, int(schema.get("minimum") or 0))
    return {"integer": least, "number": least, "boolean": True}.get(str(kind))


def _fits(value: Any, schema: Schema) -> bool:
    """Whether a word is of a type that the schema takes."""
    kinds = {each.get("type") for each in schema.get("anyOf", [schema])}
    if value is None:
        return "null" in kinds
    if isinstance(value, str):
        return "string" in kinds and schema.get("format") in (None, "email", "date-time", "password")
    wanted = {dict: "object", list: "array", int: "integer"}[type(value)]
    return wanted in kinds or (wanted == "integer" and "number" in kinds)
