"""How a product is sold, for programs: what a variant consists of, and what buyers are asked."""

from typing import Annotated, Literal

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api import product_shape
from app.api.product_bodies import ProductIdPath, VariantPath, Word
from app.api.product_shape import ProductReply
from app.api.products import KEYED
from app.api.schemas import Body, Language, Money, Quantity, Reply, Sku, problems, reply
from app.core.errors import Invalid
from app.core.i18n import LOCALES
from app.core.i18n import gettext as _
from app.core.permissions import Scope
from app.core.tenancy import current_tenant
from app.domains.catalog import customs
from app.domains.catalog import service as catalog
from app.domains.catalog.bundles import MOST_PARTS
from app.domains.catalog.personal import LONGEST_TEXT, MOST_INPUTS
from app.domains.catalog.types import InputSpec
from app.flows.ask_buyers import ask_buyers
from app.flows.compose_bundle import compose_bundle
from app.queries import product_page
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint("api_product_selling", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Products")])


class PartBody(Body):
    sku: Sku
    quantity: Quantity


class PartsBody(Body):
    """No parts: the variant has stock of its own again."""

    parts: list[PartBody] = Field(max_length=MOST_PARTS)


class InputBody(Body):
    """`labels` by language, such as {"en": "Engraving"}; a `code` is made from the first where it is empty."""

    labels: dict[Language, Word]
    code: Annotated[str, StringConstraints(pattern="^[a-z0-9_]{0,60}$")] = ""
    kind: Literal["text", "choice", "date"] = "text"
    required: bool = False
    surcharge: Money | None = None
    max_length: Annotated[int, Field(ge=1, le=LONGEST_TEXT)] = 50
    characters: Literal["any", "letters", "letters_digits", "digits"] = "any"
    choices: list[Word] = Field(default=[], max_length=50)


class InputsBody(Body):
    inputs: list[InputBody] = Field(max_length=MOST_INPUTS)


@bp.put(
    "/products/<uuid:product_id>/variants/<uuid:variant_id>/parts",
    responses={200: ProductReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def set_parts(path: VariantPath, body: PartsBody) -> Response:
    """Let a variant be a bundle of these parts: it draws their stock, and is offered while all are there."""
    compose_bundle(path.product_id, path.variant_id, [(part.sku, part.quantity) for part in body.parts])
    return _read(path)


class CustomsBody(Body):
    """What customs ask; empty: not known."""

    hs_code: Annotated[str, StringConstraints(pattern=r"^([0-9][0-9. ]{2,18}[0-9])?$")] = ""
    origin_country: Annotated[str, StringConstraints(pattern="^([A-Z]{2})?$")] = ""


class CustomsReply(Reply):
    hs_code: str
    origin_country: str


@bp.get(
    "/products/<uuid:product_id>/customs",
    responses={200: CustomsReply, **problems(401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_READ)
def read_customs(path: ProductIdPath) -> Response:
    """The harmonised code and the origin of a product."""
    return _customs(path)


@bp.put(
    "/products/<uuid:product_id>/customs",
    responses={200: CustomsReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def set_customs(path: ProductIdPath, body: CustomsBody) -> Response:
    """Say what duties a product is charged by when it is sent abroad."""
    customs.say(catalog.product(path.product_id), hs_code=body.hs_code, origin_country=body.origin_country)
    return _customs(path)


def _customs(path: ProductIdPath) -> Response:
    found = catalog.product(path.product_id)
    return reply({"hs_code": found.hs_code or "", "origin_country": found.origin_country or ""})


@bp.put(
    "/products/<uuid:product_id>/inputs",
    responses={200: ProductReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def set_inputs(path: ProductIdPath, body: InputsBody) -> Response:
    """Say what buyers of a product are asked, in this order; what is not named is not asked any more."""
    ask_buyers(path.product_id, [_spec(each, place) for place, each in enumerate(body.inputs)])
    return _read(path)


def _spec(body: InputBody, place: int) -> InputSpec:
    """Raises Invalid for a surcharge in another currency and for a language that is not spoken."""
    currency = current_tenant().currency
    faults: dict[str, str] = {}
    if body.surcharge is not None and body.surcharge.currency != currency:
        faults[f"inputs.{place}.surcharge"] = _("Surcharges are in %(currency)s", currency=currency)
    if body.labels.keys() - set(LOCALES):
        faults[f"inputs.{place}.labels"] = _("Languages are: %(known)s", known=", ".join(LOCALES))
    if faults:
        raise Invalid(_("Some fields need another look"), fields=faults)
    return InputSpec(
        body.code, body.labels, body.kind, body.required, body.surcharge.amount if body.surcharge else 0,
        body.max_length, body.characters, body.choices,
    )  # fmt: skip


def _read(path: ProductIdPath) -> Response:
    return reply(product_shape.product(product_page.product(str(path.product_id), drafts=True)))
