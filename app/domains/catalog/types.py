"""Plain values that go in and out of the catalogue."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

Status = Literal["draft", "active", "archived"]
FieldKind = Literal["text", "number", "choice", "colour", "date", "boolean", "rich", "file"]
InputKind = Literal["text", "choice", "date"]
Characters = Literal["any", "letters", "letters_digits", "digits"]
LinkKind = Literal["related", "upsell", "cross"]
Path = tuple[str, ...]
# {language: {"title", "description", "seo_title", "seo_description", "warnings", "labels": {word: label}}}
Translations = Mapping[str, Mapping[str, Any]]

# Longest texts in characters: keys of indexes must stay under 2,700 bytes.
LONGEST = {
    "title": 300, "slug": 200, "key": 255, "brand": 200, "kind": 200, "tags": 200, "option_names": 60,
    "option_values": 100, "sku": 100, "barcode": 100, "seo_title": 300, "seo_description": 1000,
    "description": 500_000, "categories": 100, "alt": 500, "url": 2000,
    "keywords": 200,
}  # fmt: skip
MOST_OPTIONS = 5
MOST_KEYS, LONGEST_KEY = 20_000, 300
MOST_VARIANTS = 2000


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """What a person may say about a product. An empty slug means: make one from the title.

    `translations` and `safety` None leave what is there.
    """

    title: str
    slug: str = ""
    description: str = ""
    status: Status = "draft"
    brand: str = ""
    kind: str = ""
    tags: Sequence[str] = ()
    option_names: Sequence[str] = ()
    tax_class: str = "standard"
    seo_title: str = ""
    seo_description: str = ""
    keywords: Sequence[str] = ()
    type_id: UUID | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    translations: Translations | None = None
    safety: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A fact that products of a type have. `localised`: one value a language; `facet`: shoppers filter by it.

    `translations`: {language: {"label", "choices": as many as `choices` and in their order}}.
    """

    code: str
    label: str
    kind: FieldKind = "text"
    unit: str = ""
    choices: Sequence[str] = ()
    required: bool = False
    localised: bool = False
    facet: bool = False
    translations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def label_in(self, locale: str) -> str:
        """The fact's name in a language, else in the shop's own."""
        said: str = self.translations.get(locale[:2], {}).get("label") or self.label
        return said

    def choice_in(self, locale: str, choice: str) -> str:
        """A choice in a language, else as the shop itself says it."""
        said: Sequence[str] = self.translations.get(locale[:2], {}).get("choices") or ()
        return dict(zip(self.choices, said, strict=False)).get(choice, choice)


@dataclass(frozen=True, slots=True)
class CollectionDraft:
    """What a person may say about a collection. `kind` (hand or rule) counts only for a new one."""

    title: str
    slug: str = ""
    description: str = ""
    kind: str = "hand"
    rule: Mapping[str, Any] = field(default_factory=dict)
    sort: str = "newest"
    shown: bool = True


@dataclass(frozen=True, slots=True)
class InputSpec:
    """What a buyer may or must say when ordering a product. `labels` by language, the shop's own first.

    `surcharge`: minor units of the tenant's currency for each unit with a value. Of a text, `longest` counts
    characters and `allowed` says which: any, letters, letters_digits or digits.
    """

    code: str
    labels: Mapping[str, str]
    kind: InputKind = "text"
    required: bool = False
    surcharge: int = 0
    longest: int = 50
    allowed: Characters = "any"
    choices: Sequence[str] = ()

    def label(self, locale: str) -> str:
        """In the reader's language, else in the first that there is."""
        return self.labels.get(locale[:2]) or next(iter(self.labels.values()), self.code)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a buyer said to an input, and what it adds to the price of a unit."""

    code: str
    label: str
    value: str
    surcharge: int


@dataclass(frozen=True, slots=True)
class Part:
    """A component of a bundle: a variant and how many of it."""

    variant_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """What a person may say about a variant. Without `id` it is a new one; a blank SKU is made."""

    sku: str = ""
    option_values: Sequence[str] = ()
    barcode: str | None = None
    weight_grams: int | None = None
    active: bool = True
    id: UUID | None = None
    content: Decimal | None = None
    content_unit: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error or warning of a file: `row` counts the header as 1, `field` is the file's own column name."""

    row: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportPicture:
    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class ImportVariant:
    """A variant in a file's normal form. Amounts are minor units of the tenant's currency; a price of -1 is none.

    `keys` are licence keys for its pool: secrets, which no report repeats.
    """

    row: int
    sku: str
    option_values: tuple[str, ...]
    price: int
    compare_at: int | None = None
    cost: int | None = None
    barcode: str | None = None
    weight_grams: int | None = None
    picture: str | None = None
    tracked: bool = False
    backorder: bool = False
    quantity: Decimal | None = None
    content: Decimal | None = None
    content_unit: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportProduct:
    """A product in a file's normal form. `key` is the file's own name for it, the same at every import.

    `by_sku`: the file names products by SKU only, so an existing product with that SKU is the one meant.
    """

    row: int
    key: str
    title: str
    variants: tuple[ImportVariant, ...]
    description: str = ""
    status: Status = "draft"
    brand: str = ""
    kind: str = ""
    tags: tuple[str, ...] = ()
    option_names: tuple[str, ...] = ()
    seo_title: str = ""
    seo_description: str = ""
    tax_class: str = "standard"
    categories: tuple[Path, ...] = ()
    pictures: tuple[ImportPicture, ...] = ()
    by_sku: bool = False
    translations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadProduct:
    """A file's product with what can be told of it without the database: the address it wants, its fingerprint, and
    itself with texts as they are kept, where that was asked for."""

    form: ImportProduct
    slug: str
    fingerprint: str
    tidied: ImportProduct | None


@dataclass(slots=True)
class ParsedFile:
    """What a file holds: whole products, read one by one as they are asked for, once, and what is wrong with the
    rest, complete when the last product was read. `total` counts products with those in error; `readable`: of its
    format."""

    products: Iterator[ImportProduct] = field(default_factory=lambda: iter(()))
    total: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    readable: bool = True

    def refuse(self, problem: Problem) -> None:
        """The file as a whole cannot be taken."""
        self.readable = False
        self.errors.append(problem)

    def taken(
        self, product: "ImportProduct | None", errors: Sequence[Problem], warnings: Sequence[Problem]
    ) -> Iterator[ImportProduct]:
        """The product unless something is wrong with it."""
        self.errors.extend(errors)
        if product is not None and not errors:
            self.warnings.extend(warnings)
            yield product


@dataclass(frozen=True, slots=True)
class Waiting:
    """A picture that a file named by address and that is still to be fetched."""

    id: UUID
    url: str


@dataclass(frozen=True, slots=True)
class Unrendered:
    """A picture of the library whose renditions are still to be made from its original."""

    id: UUID
    revision: int
    original_key: str


@dataclass(frozen=True, slots=True)
class PlannedVariant:
    """A variant of a file with the id and SKU it has or gets; `was`: its SKU so far, None when new."""

    id: UUID
    sku: str
    was: str | None
    form: ImportVariant

    @property
    def created(self) -> bool:
        return self.was is None


@dataclass(frozen=True, slots=True)
class PlannedProduct:
    """A product of a file with the id it has or gets, and whether it is new, as last time, or to compare."""

    id: UUID
    slug: str
    created: bool
    same_as_last_time: bool
    fingerprint: str
    variants: tuple[PlannedVariant, ...]
    form: ImportProduct
