"""Counts as facets with words. Price ranges are named once for each currency and language."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.market import current_market
from app.core.money import format_money, minor_digits
from app.domains.catalog import service as catalog
from app.queries import option_labels
from app.queries.listed import Facet, FacetValue

PRICE_STEPS = (10, 25, 50, 100, 250, 500, 1000)
MOST_OPTION_VALUES = 50


def steps() -> list[int]:
    """Bounds of the price ranges in minor units."""
    unit: int = 10 ** minor_digits(current_market().currency)
    return [step * unit for step in PRICE_STEPS]


def named(raw: Mapping[str, Sequence[Sequence[Any]] | None]) -> tuple[Facet, ...]:
    """Counts as facets with words; one without values is left out."""
    site, locale = current_market(), current_locale()
    brands = tuple(FacetValue(value, value, count) for value, count in raw["brand"] or ())
    rooms = tuple(FacetValue(value, label, count) for value, count, label in raw["category"] or ())
    prices = tuple(
        FacetValue(*_price_range(bucket, site.currency, site.locale, locale), count)
        for bucket, count in raw["price"] or ()
    )
    axes: dict[str, list[FacetValue]] = {}
    labels = _labels([each for each, _count in raw["options"] or ()])
    for each, count in raw["options"] or ():
        name, _sign, value = each.partition("=")
        axes.setdefault(name, []).append(FacetValue(each, labels.get(each, value), count))
    facets = [
        Facet("brand", _("Brand"), brands),
        Facet("category", _("Category"), rooms),
        Facet("price", _("Price"), prices),
        *(
            Facet(f"option:{name}", labels.get(name, name), tuple(values[:MOST_OPTION_VALUES]))
            for name, values in axes.items()
        ),
    ]
    return tuple(facet for facet in facets if facet.values)


def _labels(options: Sequence[str]) -> dict[str, str]:
    """Options ("Size") and their values ("Size=Large") in the reader's language, where it is not the shop's own."""
    locale = catalog.translations.foreign()
    if locale is None or not options:
        return {}
    words = [*options, *{each.partition("=")[0] for each in options}]
    return option_labels.known(locale, words)


@lru_cache(maxsize=1024)
def _price_range(bucket: int, currency: str, money_locale: str, _locale: str) -> tuple[str, str]:
    """The n-th range as "1000-2499" in minor units, open at the ends, and in words of the bound language."""
    bounds = [0, *steps()]
    low = bounds[bucket]
    high = bounds[bucket + 1] - 1 if bucket + 1 < len(bounds) else None

    def words(amount: int) -> str:
        return format_money(amount, currency, money_locale)

    if high is None:
        label = _("From %(low)s", low=words(low))
    elif not low:
        label = _("Under %(high)s", high=words(high + 1))
    else:
        label = _("%(low)s to %(high)s", low=words(low), high=words(high + 1))
    return f"{low}-{'' if high is None else high}", label
