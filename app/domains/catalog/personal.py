"""What buyers say when they order a product: a name to engrave, a date, a choice of wrapping."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, get_args

from app.core import audit, clock, events
from app.core.i18n import LOCALES, current_locale
from app.core.i18n import gettext as _
from app.core.money import LARGEST_AMOUNT
from app.core.tenancy import current_tenant
from app.domains.catalog import rules
from app.domains.catalog.errors import InputsMissing
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.models import Product
from app.domains.catalog.types import Characters, Chosen, InputKind, InputSpec

MOST_INPUTS, LONGEST_TEXT, LONGEST_LABEL = 10, 500, 100
BESIDE_LETTERS = " .,'&!?-"


def read(kept: Sequence[Mapping[str, Any]]) -> list[InputSpec]:
    """Specs as they are kept, the labels' languages in the shop's order."""
    return [InputSpec(**each) for each in kept]


def save(product: Product, specs: Sequence[InputSpec]) -> None:
    """Say what buyers of a product are asked. Raises Invalid at `inputs.<index>.<what>`."""
    coded = [_coded(spec, index) for index, spec in enumerate(specs)]
    rules.refuse(_faults(coded))
    kept = [asdict(spec) | {"choices": list(spec.choices)} for spec in coded]
    if kept == product.inputs:
        return
    before = [spec["code"] for spec in product.inputs]
    product.inputs, product.updated_at = kept, clock.now()
    audit.record(
        "catalog.inputs_changed", object_type="product", object_id=product.id,
        before={"inputs": before}, after={"inputs": [spec.code for spec in coded]},
    )  # fmt: skip
    events.record(ProductsChanged(product_ids=[str(product.id)], change="updated"))


def checked(specs: Sequence[InputSpec], given: Mapping[str, str], *, prefix: str = "inputs.") -> list[Chosen]:
    """What was said, in the inputs' order. Raises InputsMissing at `<prefix><code>` for what is missing or wrong."""
    faults: dict[str, str] = {}
    chosen: list[Chosen] = []
    for code in given.keys() - {spec.code for spec in specs}:
        if given[code].strip():
            faults[prefix + code] = _("This product is not asked for that")
    for spec in specs:
        words = unicodedata.normalize("NFC", " ".join(given.get(spec.code, "").split()))
        label = spec.label(current_locale())
        if not words:
            if spec.required:
                faults[prefix + spec.code] = _("%(label)s is needed to make it for you", label=label)
        elif problem := _problem(spec, words):
            faults[prefix + spec.code] = problem
        else:
            chosen.append(Chosen(spec.code, label, words, spec.surcharge))
    if faults:
        raise InputsMissing(" ".join(faults.values()), fields=faults)
    return chosen


def known(specs: Sequence[InputSpec], given: Mapping[str, str]) -> list[Chosen]:
    """What was said earlier, as far as the product still asks for it; nothing is refused here."""
    locale = current_locale()
    return [
        Chosen(spec.code, spec.label(locale), given[spec.code], spec.surcharge)
        for spec in specs
        if given.get(spec.code)
    ]


def _problem(spec: InputSpec, words: str) -> str | None:
    if spec.kind == "choice":
        known = ", ".join(spec.choices)
        return None if words in spec.choices else _("Choose one of: %(known)s", known=known)
    if spec.kind == "date":
        return None if _is_date(words) else _("Write a date like 2030-01-31")
    if len(words) > spec.longest:
        return _("Use at most %(max)s characters", max=spec.longest)
    if not all(_allowed(letter, spec.allowed) for letter in words):
        return {
            "any": _("Use letters, digits and signs only"),
            "letters": _("Use letters only"),
            "letters_digits": _("Use letters and digits only"),
            "digits": _("Use digits only"),
        }[spec.allowed]
    return None


def _allowed(letter: str, allowed: Characters) -> bool:
    if allowed == "any":
        return letter.isprintable()
    digit = letter in "0123456789"
    if allowed == "digits":
        return digit or letter == " "
    combining = unicodedata.category(letter) in ("Mn", "Mc")
    return (
        letter.isalpha() or combining or letter in BESIDE_LETTERS or (digit and allowed == "letters_digits")
    )


def _is_date(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _coded(spec: InputSpec, index: int) -> InputSpec:
    """Labels tidied, the shop's own language first; a code made from the first."""
    own = current_tenant().locale[:2]
    order = sorted(LOCALES, key=lambda locale: locale != own)
    labels = {at: " ".join(spec.labels[at].split()) for at in order if spec.labels.get(at, "").strip()}
    first = next(iter(labels.values()), "")
    code = spec.code or rules.slugify(first).replace("-", "_")[:60] or f"input_{index + 1}"
    return replace(spec, code=code, labels=labels, choices=rules.tidy(spec.choices))


def _faults(specs: Sequence[InputSpec]) -> dict[str, str]:
    faults: dict[str, str] = {}
    if len(specs) > MOST_INPUTS:
        faults["inputs"] = _("A product asks for at most %(max)s things", max=MOST_INPUTS)
    codes: set[str] = set()
    for index, spec in enumerate(specs):
        at = f"inputs.{index}."
        if not spec.labels or any(len(label) > LONGEST_LABEL for label in spec.labels.values()):
            faults[at + "label"] = _("Give it a name of at most %(max)s characters", max=LONGEST_LABEL)
        elif spec.code in codes:
            faults[at + "label"] = _("It asks for this already")
        codes.add(spec.code)
        if spec.kind not in get_args(InputKind):
            faults[at + "kind"] = _("Choose one from the list")
        if spec.allowed not in get_args(Characters):
            faults[at + "allowed"] = _("Choose one from the list")
        if spec.kind == "choice" and not spec.choices:
            faults[at + "choices"] = _("Name what can be chosen, parted by commas")
        if not 1 <= spec.longest <= LONGEST_TEXT:
            faults[at + "longest"] = _("Enter a number from 1 to %(most)s", most=LONGEST_TEXT)
        if not 0 <= spec.surcharge <= LARGEST_AMOUNT:
            faults[at + "surcharge"] = _("A surcharge is not below 0")
    return faults
