"""What merchants want to be seen: rules of words and of categories."""

import re
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select, text

from app.core import audit, clock
from app.core.db import db, run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.search.errors import UnknownRule
from app.domains.search.models import SearchRule
from app.domains.search.rules import tidy, words_of
from app.domains.search.types import Rule

PATH = re.compile(r"/(?![/\\])[^\s\\]{0,300}")
MOST_PRODUCTS = 100
RAISE = text(
    """
    insert into search_book (id, version) values (1, cast(cast(pg_current_xact_id() as text) as bigint))
    on conflict (id) do update set version = excluded.version
    """
)


def changed() -> None:
    """Say that synonyms or rules changed: kept copies are read anew."""
    run(RAISE)


def checked(rule: Rule) -> Rule:
    """The rule with its words folded. Raises Invalid naming the field."""
    words = " ".join(words_of(tidy(rule.words)))
    wrong: dict[str, str] = {}
    if bool(words) == (rule.category_id is not None):
        wrong["words"] = _("Give either words or a category")
    if rule.redirect and not PATH.fullmatch(rule.redirect):
        wrong["redirect"] = _("Give an address of this shop that begins with /")
    if rule.redirect and rule.category_id is not None:
        wrong["redirect"] = _("Only searched words can lead elsewhere")
    if not (rule.redirect or rule.pins or rule.buries or rule.boosts):
        wrong["pins"] = _("Say what the rule does: first, last, more of a brand, or another page")
    for field, products in (("pins", rule.pins), ("buries", rule.buries)):
        if len(products) > MOST_PRODUCTS:
            wrong[field] = _("At most %(most)s products", most=MOST_PRODUCTS)
    if set(rule.pins) & set(rule.buries):
        wrong["buries"] = _("A product cannot be first and last")
    if wrong:
        raise Invalid(_("Some fields need another look"), fields=wrong)
    return replace(rule, words=words)


def rules() -> list[SearchRule]:
    """All rules, by their words."""
    return list(db.session.scalars(select(SearchRule).order_by(SearchRule.words, SearchRule.id)))


def rule(rule_id: UUID) -> SearchRule:
    """One rule. Raises UnknownRule."""
    row = db.session.get(SearchRule, rule_id)
    if row is None:
        raise UnknownRule(_("There is no such rule"))
    return row


def save_rule(wanted: Rule, *, rule_id: UUID | None = None, active: bool = True) -> SearchRule:
    """Add a rule, or keep another form of one. Raises Invalid, UnknownRule."""
    wanted = checked(wanted)
    row = rule(rule_id) if rule_id else SearchRule(id=new_id())
    row.words, row.match, row.category_id = wanted.words, wanted.match, wanted.category_id
    row.pins, row.buries, row.redirect = list(wanted.pins), list(wanted.buries), wanted.redirect
    row.boosts = [{"kind": b.kind, "value": b.value, "factor": b.factor} for b in wanted.boosts]
    row.active, row.changed_at = active, clock.now()
    db.session.add(row)
    db.session.flush()
    audit.record("search.rule_saved", object_type="search_rule", object_id=row.id, after={"words": row.words})
    changed()
    return row


def remove_rule(rule_id: UUID) -> None:
    """Take a rule away. Raises UnknownRule."""
    row = rule(rule_id)
    audit.record(
        "search.rule_removed", object_type="search_rule", object_id=row.id, before={"words": row.words}
    )
    db.session.delete(row)
    db.session.flush()
    changed()
