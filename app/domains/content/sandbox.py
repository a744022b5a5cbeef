"""Pieces of the shop that merchants write themselves: a small, bounded part of Jinja (docs/decisions/0012).

A template may show what it is given, ask and loop; it may not call, build long texts out of short ones, or include.
What it makes is bounded in steps, time and size, and sanitised; whoever shows it falls back to the theme's own.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import nh3
from jinja2 import Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later

MOST_SOURCE, MOST_OUTPUT, MOST_STEPS, MOST_SECONDS = 20_000, 32_000, 1_000, 0.05
FILTERS = (
    "upper", "lower", "title", "capitalize", "trim", "length", "default", "first", "last", "round", "int", "abs",
    "escape", "e", "striptags", "truncate",
)  # fmt: skip
SIMPLE = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Slice,
    nodes.Filter, nodes.Keyword, nodes.Test, nodes.If, nodes.CondExpr, nodes.For, nodes.Assign, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Sub, nodes.Neg, nodes.List, nodes.Tuple,
)  # fmt: skip
TAGS = nh3.ALLOWED_TAGS | {"section", "header", "footer", "figure", "figcaption"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A place where own words may stand: what it is given, with samples for the preview."""

    label: Any
    about: Any
    given: Mapping[str, Any] = field(default_factory=dict)


_SHOP = {"shop": {"name": "Arcade & Co"}}
_PRODUCT = {"title": "Oak chair", "brand": "Arcade", "sku": "CHAIR-1", "price": "€249.00", "in_stock": True}
PIECES: dict[str, Piece] = {
    "note": Piece(later("Strip above the head"), later("A line on every page: free delivery, holidays."), _SHOP),
    "home": Piece(later("End of the home page"), later("Below everything else on the home page."), _SHOP),
    "listing": Piece(
        later("Above a shelf"), later("Between a department's heading and its products."), {**_SHOP, "title": "Chairs"}
    ),
    "product": Piece(
        later("Below the buy box"), later("Care, sizes, what belongs to every product."), {**_SHOP, "product": _PRODUCT}
    ),
    "cart": Piece(later("In the cart"), later("Below what it costs."), _SHOP),
    "foot": Piece(later("Foot of every page"), later("In place of the shop's name there."), _SHOP),
}  # fmt: skip


class TooMuch(Exception):
    """A template went over its bounds."""


class _Budget:
    def __init__(self) -> None:
        self.steps, self.ends = MOST_STEPS, time.monotonic() + MOST_SECONDS

    def spend(self) -> None:
        self.steps -= 1
        if self.steps < 0 or time.monotonic() > self.ends:
            raise TooMuch(_("It goes round too often"))


_budget: ContextVar[_Budget] = ContextVar("template_budget")


def _counted(items: Iterable[Any]) -> Iterator[Any]:
    budget = _budget.get()
    for item in items:
        budget.spend()
        yield item


class _Bounded(NodeTransformer):
    """Lets only simple nodes through, and has each turn of a loop counted."""

    def generic_visit(self, node: nodes.Node, *given: Any, **named: Any) -> nodes.Node:
        if not isinstance(node, SIMPLE):
            raise TemplateSyntax(
                _("This may not be used here: %(what)s", what=type(node).__name__), node.lineno
            )
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise TemplateSyntax(_("There is no such filter: %(what)s", what=node.name), node.lineno)
        if isinstance(node, nodes.For) and node.recursive:
            raise TemplateSyntax(_("This may not be used here: %(what)s", what="recursive"), node.lineno)
        super().generic_visit(node, *given, **named)
        if isinstance(node, nodes.For):
            node.iter = nodes.Filter(node.iter, "_counted", [], [], None, None, lineno=node.lineno)
        return node


class TemplateSyntax(Exception):
    """What is wrong with a template, and in which line."""

    def __init__(self, words: str, line: int) -> None:
        super().__init__(_("Line %(line)s: %(words)s", line=line, words=words))


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS} | {"_counted": _counted}
    return made


_ENVIRONMENT = _environment()


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    try:
        tree = _ENVIRONMENT.parse(source)
    except TemplateError as error:
        raise TemplateSyntax(str(error.message), getattr(error, "lineno", 1)) from error
    bounded = _Bounded().visit(tree)
    code = _ENVIRONMENT.compile(bounded)
    return _ENVIRONMENT.template_class.from_code(_ENVIRONMENT, code, {})


def render(source: str, given: Mapping[str, Any]) -> str:
    """Safe HTML. Raises whatever the template's mistakes raise: the caller falls back."""
    token = _budget.set(_Budget())
    try:
        made: list[str] = []
        size = 0
        for part in _compiled(source).generate(dict(given)):
            size += len(part)
            if size > MOST_OUTPUT:
                raise TooMuch(_("It makes more than %(max)s characters", max=MOST_OUTPUT))
            made.append(part)
    finally:
        _budget.reset(token)
    html = "".join(made)
    return nh3.clean(
        html, tags=TAGS, generic_attribute_prefixes=None, attributes=_attributes(), link_rel="noopener"
    )


def _attributes() -> dict[str, set[str]]:
    allowed = {tag: set(names) - {"rel"} for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
    return allowed | {"*": {"class", "lang", "title"}}


def check(name: str, source: str) -> str:
    """What the piece makes of its samples. Raises Invalid at `source` with what is wrong."""
    if len(source) > MOST_SOURCE:
        raise Invalid(words := _("Use at most %(max)s characters", max=MOST_SOURCE), fields={"source": words})
    try:
        return render(source, PIECES[name].given)
    except Exception as error:
        words = problem_words(error)
        raise Invalid(words, fields={"source": words}) from error


def problem_words(error: Exception) -> str:
    """What went wrong, for the merchant."""
    return str(error)[:300] or type(error).__name__
