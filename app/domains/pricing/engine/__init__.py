"""The pricing engine: one pure function from a basket's facts to its price, with the reasons.

`price(context) -> Quote`. No database, no clock, no request; integers and exact quantities only. Web carts,
phone orders, the till and the API all ask this function, and `pos_web/static/pos/pricing.js` is its twin
for a till without network. README.md beside this file shows input and output; `wire` reads and writes them
as JSON.
"""

from app.domains.pricing.engine.errors import BadContext as BadContext
from app.domains.pricing.engine.inputs import Collect as Collect
from app.domains.pricing.engine.inputs import Context as Context
from app.domains.pricing.engine.inputs import Destination as Destination
from app.domains.pricing.engine.inputs import Discount as Discount
from app.domains.pricing.engine.inputs import DiscountKind as DiscountKind
from app.domains.pricing.engine.inputs import DutyRate as DutyRate
from app.domains.pricing.engine.inputs import Line as Line
from app.domains.pricing.engine.inputs import Shipping as Shipping
from app.domains.pricing.engine.inputs import TaxRate as TaxRate
from app.domains.pricing.engine.offers import Action as Action
from app.domains.pricing.engine.offers import Coupon as Coupon
from app.domains.pricing.engine.offers import Effect as Effect
from app.domains.pricing.engine.offers import Promotion as Promotion
from app.domains.pricing.engine.offers import When as When
from app.domains.pricing.engine.offers import Where as Where
from app.domains.pricing.engine.pipeline import price as price
from app.domains.pricing.engine.quote import DiscountShare as DiscountShare
from app.domains.pricing.engine.quote import ImportCosts as ImportCosts
from app.domains.pricing.engine.quote import Quote as Quote
from app.domains.pricing.engine.quote import QuotedLine as QuotedLine
from app.domains.pricing.engine.quote import QuotedShipping as QuotedShipping
from app.domains.pricing.engine.quote import Result as Result
from app.domains.pricing.engine.quote import TaxShare as TaxShare
from app.domains.pricing.engine.quote import Totals as Totals
from app.domains.pricing.engine.quote import TraceEntry as TraceEntry
from app.domains.pricing.engine.refund import RefundShare as RefundShare
from app.domains.pricing.engine.refund import refund_share as refund_share
from app.domains.pricing.engine.rounding import Rules as Rules
