"""Digital products: the files that buyers fetch, and how often and how long they may."""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select

from app.core import audit, clock, events, files
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.catalog import bundles, products, repo, rules
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.file_kinds import MB, MOST_BYTES
from app.domains.catalog.licences import MOST_LOW
from app.domains.catalog.models import Product, ProductFile

AREA, MOST_FILES = "downloads", 20
MOST_TIMES, MOST_DAYS, LONGEST_NAME = 1000, 3650, 150
GIFT_CARD_VATS = ("multi", "single")


def files_of(product_id: UUID) -> list[ProductFile]:
    """A product's files in the order they came."""
    rows = select(ProductFile).where(ProductFile.product_id == product_id).order_by(ProductFile.id)
    return list(db.session.scalars(rows))


def add(product_id: UUID, data: bytes, name: str) -> ProductFile:
    """Keep a file for buyers. Raises Invalid at `file`, NoSuchProduct."""
    products.product(product_id)
    name = "".join(letter for letter in name.strip() if letter.isprintable() and letter not in '/\\"')
    faults: dict[str, str] = {}
    if not data or not name:
        faults["file"] = _("Choose a file")
    elif len(data) > MOST_BYTES:
        faults["file"] = _("A file has at most %(size)s MB", size=MOST_BYTES // MB)
    elif len(files_of(product_id)) >= MOST_FILES:
        faults["file"] = _("A product has at most %(max)s files", max=MOST_FILES)
    rules.refuse(faults)
    made = new_id()
    row = ProductFile(
        id=made, product_id=product_id, name=name[-LONGEST_NAME:], file_key=files.key_for(AREA, made.hex),
        size=len(data), created_at=clock.now(),
    )  # fmt: skip
    files.put(row.file_key, data)
    db.session.add(row)
    repo.flush()
    _note(product_id, "catalog.download_added", {"name": row.name})
    return row


def remove(product_id: UUID, file_id: UUID) -> None:
    """Offer a file no more; who bought it keeps it. Raises NotFound, Invalid for the last of a product on sale."""
    row = db.session.get(ProductFile, file_id)
    if row is None or row.product_id != product_id:
        raise NotFound(_("There is no such file"))
    product = products.product(product_id)
    if product.digital and not product.keyed and len(files_of(product_id)) == 1:
        rules.refuse({"file": _("Buyers need a file: add another one first")})
    _note(product_id, "catalog.download_removed", {"name": row.name})
    db.session.delete(row)
    repo.flush()


@dataclass(frozen=True, slots=True)
class Terms:
    """How a digital product is sold: how often and long its files can be fetched; with a key for each unit.

    `gift_card`: each unit is a gift card worth its price, and nothing takes anything off. `gift_card_vat`: a `multi`
    purpose card is untaxed until it pays, a `single` purpose one is taxed when it is sold.
    """

    digital: bool
    most: int = 5
    days: int = 30
    keyed: bool = False
    keys_low: int = 5
    gift_card: bool = False
    gift_card_vat: str = "multi"


def sell_as_files(product: Product, terms: Terms) -> None:
    """Sell a product as its files and keys, or as a thing again. Raises Invalid naming what to mend."""
    digital, most, days = terms.digital, terms.most, terms.days
    faults: dict[str, str] = {}
    variants = [variant.id for variant in products.variants(product.id)]
    if digital and not (terms.keyed or terms.gift_card) and not files_of(product.id):
        faults["digital"] = _("Add a file first, or give each unit a licence key")
    elif digital and (bundles.parts_of(variants) or bundles.bundles_with(variants)):
        faults["digital"] = _("A bundle or a part of one cannot be a download")
    if not 1 <= most <= MOST_TIMES:
        faults["download_most"] = _("Enter a number from 1 to %(most)s", most=MOST_TIMES)
    if not 1 <= days <= MOST_DAYS:
        faults["download_days"] = _("Enter a number from 1 to %(most)s", most=MOST_DAYS)
    if not 0 <= terms.keys_low <= MOST_LOW:
        faults["keys_low"] = _("Enter a number from 0 to %(most)s", most=MOST_LOW)
    if terms.keyed and not digital:
        faults["keyed"] = _("Keys come with what is sold as a download: tick that too")
    rules.refuse(faults | _gift_card_faults(terms))
    before = terms_of(product)
    if before == terms:
        return
    product.digital, product.download_most, product.download_days = digital, most, days
    product.keyed, product.keys_low = terms.keyed, terms.keys_low
    product.gift_card, product.gift_card_vat = terms.gift_card, terms.gift_card_vat
    product.updated_at = clock.now()
    repo.flush()
    audit.record(
        "catalog.download_terms", object_type="product", object_id=product.id, before=asdict(before),
        after=asdict(terms),
    )  # fmt: skip
    events.record(ProductsChanged(product_ids=[str(product.id)], change="updated"))


def _gift_card_faults(terms: Terms) -> dict[str, str]:
    faults: dict[str, str] = {}
    if terms.gift_card and not terms.digital:
        faults["gift_card"] = _("A gift card is sold as a download: tick that too")
    elif terms.gift_card and terms.keyed:
        faults["gift_card"] = _("A gift card comes with its own code, not with a licence key")
    if terms.gift_card_vat not in GIFT_CARD_VATS:
        faults["gift_card_vat"] = _("Choose one of the two")
    return faults


def terms_of(product: Product) -> Terms:
    """How a product is sold now."""
    return Terms(
        product.digital,
        product.download_most,
        product.download_days,
        product.keyed,
        product.keys_low,
        product.gift_card,
        product.gift_card_vat,
    )


def _note(product_id: UUID, what: str, facts: dict[str, str]) -> None:
    audit.record(what, object_type="product", object_id=product_id, after=facts)
