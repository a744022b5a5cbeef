"""What the merchant says about the shop."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.web.forms import Blank, Checkbox, Form, OptionalText, Text

Line = Annotated[OptionalText, Field(max_length=200)]


class MerchantForm(Form):
    name: Text = Field(max_length=200)
    legal_name: Text = Field(max_length=200)
    line1: Line = ""
    line2: Line = ""
    postal_code: Line = ""
    city: Line = ""
    region: Line = ""
    country: Line = ""
    vat_number: Line = ""
    register_entry: Line = Field(default="", alias="register")
    email: Line = ""
    phone: Line = ""


class MailForm(Form):
    sender_name: Line = ""
    sender: Line = ""
    reply_to: Line = ""


class LanguagesForm(Form):
    default: Text = Field(max_length=10)
    offered: list[str] = Field(default_factory=list)


class CheckoutForm(Form):
    guest: Checkbox = False
    phone: Literal["off", "optional", "required"] = "optional"
    hold_guest: int = Field(default=0, ge=0, le=120)
    hold_account: int = Field(default=0, ge=0, le=120)


class StockForm(Form):
    short: Literal["refuse", "take"] = "refuse"
    take_from: Literal["one_place", "in_order", "most_stock"] = "one_place"
    hold_past_zero: Checkbox = False
    count_below_zero: Checkbox = False
    send_for_others: Checkbox = False
    missing: Literal["ask", "fetch"] = "ask"


class RoundingForm(Form):
    tax_rounding: Literal["line", "unit", "order"] = "line"
    tax_before_discount: Checkbox = False
    stacked_rates_as_one: Checkbox = False
    percent_rounding: Literal["discount", "price", "down"] = "discount"
    sharing: Literal["largest_remainder", "largest_first", "last", "first"] = "largest_remainder"
    weigh_gross: Checkbox = False
    pass_on: Checkbox = False
    items_first: Checkbox = False
    add_percents: Checkbox = False
    from_compare_at: Checkbox = False
    fill_in_cart_order: Checkbox = False
    manual_covers_shipping: Checkbox = False
    manual_suspends_coupons: Checkbox = False
    exact_codes: Checkbox = False


class ReviewMailsForm(Form):
    ask: Checkbox = False
    days: int = Field(default=14, ge=1, le=90)


class TillForm(Form):
    rounding: int = Field(default=0, ge=0, le=10_000)
    header: OptionalText = ""
    footer: OptionalText = ""
    opening: OptionalText = Field(default="", max_length=20)
    cash_for_web: Checkbox = False
    reasons: OptionalText = ""
    limit: int = Field(default=10, ge=0, le=100)


class LoyaltyForm(Form):
    on: Checkbox = False
    points_per_unit: int = Field(default=1, ge=1, le=1000)
    worth: Text = Field(default="0.01", max_length=20)
    pending_days: int = Field(default=14, ge=0, le=365)
    months: int = Field(default=24, ge=0, le=120)
    tiers: OptionalText = ""


class SecurityForm(Form):
    second_factor: Checkbox = False


class BrandForm(Form):
    name: Line = ""


class TagsForm(Form):
    google_analytics: Line = ""
    google_ads: Line = ""
    meta_pixel: Line = ""
    custom: Line = ""
    custom_for: Literal["statistics", "marketing"] = "statistics"


class DomainForm(Form):
    host: Text = Field(max_length=253)


class RateForm(Form):
    country: Text = Field(max_length=2)
    region: Line = ""
    tax_class: Text = Field(default="standard", max_length=40)
    name: Text = Field(max_length=60)
    rate: Text = Field(max_length=20)
    compound: Checkbox = False
    valid_from: Annotated[date | None, Blank] = None
    valid_to: Annotated[date | None, Blank] = None


class MethodForm(Form):
    code: Text = Field(max_length=40)
    name: Text = Field(max_length=100)
    price: Text = Field(max_length=20)
    free_from: OptionalText = Field(default="", max_length=20)
    countries: list[str] = Field(default_factory=list)
    days_min: int = Field(default=2, ge=0, le=365)
    days_max: int = Field(default=4, ge=0, le=365)
    position: int = Field(default=0, ge=0, le=10_000)
    active: Checkbox = False


class LocationForm(Form):
    name: Text = Field(max_length=100)
    kind: Literal["warehouse", "store", "3pl", "virtual"] = "store"
    line1: Line = ""
    postal_code: Line = ""
    city: Line = ""
    country: Line = ""
    phone: Line = ""
    ships: Checkbox = False
    offers_pickup: Checkbox = False
    receives: Checkbox = False
    capacity: int | None = Field(default=None, ge=1, le=1_000_000)
    priority: int = Field(default=100, ge=0, le=10_000)
    active: Checkbox = False
    monday: Line = ""
    tuesday: Line = ""
    wednesday: Line = ""
    thursday: Line = ""
    friday: Line = ""
    saturday: Line = ""
    sunday: Line = ""


class NewLocationForm(LocationForm):
    code: Text = Field(max_length=40, pattern=r"^[a-z0-9][a-z0-9-]*$")
