"""Companies and who buys for them: a customer is a member of one company at most."""

import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_

from app.core import audit, events
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.like import begins, contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.domains.customers import repo
from app.domains.customers.events import CustomerTermsChanged
from app.domains.customers.models import Company, Customer
from app.domains.customers.service.people import facts_of, standing
from app.domains.customers.types import CompanyDraft, CompanyFacts, CustomerFacts

CODE: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.ASCII)
VAT: Final = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,13}", re.ASCII)
LONGEST = 200
TAKEN: Final = {"new"}
"""Pages beside those of the companies."""


def create_company(draft: CompanyDraft) -> CompanyFacts:
    """Add a company. Raises Invalid naming every field that is wrong."""
    kept = _checked(draft, new=True)
    row = Company(id=new_id(), code=kept.code, name=kept.name, vat_number=kept.vat_number, active=kept.active)
    db.session.add(row)
    db.session.flush()
    _tell("created", row, before=None, after=_said(row))
    return company(row.id)


def change_company(company_id: UUID, draft: CompanyDraft) -> CompanyFacts:
    """Name, VAT number and whether it has terms of its own; its code stays. Raises NotFound, Invalid."""
    row = _row(company_id)
    kept, before = _checked(draft, new=False), _said(row)
    row.name, row.vat_number, row.active = kept.name, kept.vat_number, kept.active
    db.session.flush()
    if _said(row) != before:
        _tell("changed", row, before=before, after=_said(row))
        events.record(CustomerTermsChanged(company_id=str(company_id)))
    return company(company_id)


def switch_company(company_id: UUID, *, active: bool) -> CompanyFacts:
    """Archive a company, or take it back: its members stay, its terms hold only while it is active."""
    row = _row(company_id)
    return change_company(company_id, CompanyDraft(row.code, row.name, row.vat_number, active))


def company(company_id: UUID) -> CompanyFacts:
    """Raises NotFound."""
    return _facts(_one(_found().where(Company.id == company_id)))


def company_coded(code: str) -> CompanyFacts:
    """The company of a code, in whatever letters. Raises NotFound."""
    return _facts(_one(_found().where(Company.code == code.strip().lower())))


def companies(
    q: str = "", *, state: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[CompanyFacts]:
    """Companies by name, with a total: words of the name, a beginning of the code or the VAT number.

    `state` is active, archived, or empty for all.
    """
    size, keys = clamp(limit), decode_cursor(cursor, str, UUID)
    wanted = and_(*_conditions(q.strip(), state), Company.id.is_not(None))
    found = _found().where(wanted).order_by(func.lower(Company.name), Company.id).limit(size + 1)
    if keys:
        found = found.where(tuple_(func.lower(Company.name), Company.id) > tuple_(*keys))
    total = db.session.scalar(select(func.count()).select_from(Company).where(wanted)) or 0
    rows = [_facts(row) for row in db.session.execute(found)]
    return cut(rows, size, lambda each: (each.name.lower(), str(each.id)), total)


def all_companies() -> list[tuple[str, str]]:
    """Active companies as (code, name), by name: what rules and forms choose from."""
    found = select(Company.code, Company.name).where(Company.active).order_by(func.lower(Company.name))
    return [(row.code, row.name) for row in db.session.execute(found.limit(LONGEST))]


def known_companies(codes: Sequence[str]) -> set[str]:
    """Those of these codes that there are."""
    return set(db.session.scalars(select(Company.code).where(Company.code.in_(codes)))) if codes else set()


def members(company_id: UUID, *, cursor: str | None = None, limit: int | None = None) -> Page[CustomerFacts]:
    """Who buys for a company, by name, with a total."""
    size, mine = clamp(limit), Customer.company_id == company_id
    rows = repo.page(mine, decode_cursor(cursor, str, UUID), size + 1)
    page = cut(rows, size, lambda each: (each.name.lower(), str(each.id)), total=repo.count(mine))
    return Page(facts_of(page.items), page.next, page.total)


def join_company(customer_id: UUID, company_id: UUID) -> None:
    """Let a customer buy for a company, and for no other any more. Raises NotFound, Erased."""
    _move(customer_id, _row(company_id))


def leave_company(customer_id: UUID, company_id: UUID | None = None) -> None:
    """Let a customer buy for themselves again. Raises NotFound for who is no member of `company_id`, Erased."""
    if company_id is not None and standing(customer_id).company_id != company_id:
        raise NotFound(_("This customer is not a member of the company"))
    _move(customer_id, None)


def _move(customer_id: UUID, to: Company | None) -> None:
    person = standing(customer_id)
    before, after = person.company_id, to.id if to else None
    if before == after:
        return
    person.company_id = after
    db.session.flush()
    audit.record(
        "customers.company_of_changed", object_type="customer", object_id=customer_id,
        before={"company": str(before) if before else None}, after={"company": str(after) if after else None},
    )  # fmt: skip
    for company_id, action in ((before, "customers.member_left"), (after, "customers.member_joined")):
        if company_id is not None:
            told = {"customer": str(customer_id)}
            audit.record(action, object_type="company", object_id=company_id, after=told)
    events.record(CustomerTermsChanged(customer_id=str(customer_id)))


def _checked(draft: CompanyDraft, *, new: bool) -> CompanyDraft:
    code, name = draft.code.strip().lower(), " ".join(draft.name.split())
    vat = re.sub(r"[\s./-]", "", draft.vat_number).upper()
    problems = {
        "code": _code_problem(code) if new else "",
        "name": "" if 0 < len(name) <= LONGEST else _("Fill this in, with up to 200 characters"),
        "vat_number": "" if not vat or VAT.fullmatch(vat) else _("Begin with the country, such as DE123456789"),
    }  # fmt: skip
    if wrong := {field: words for field, words in problems.items() if words}:
        raise Invalid(_("Some fields need another look"), fields=wrong)
    return CompanyDraft(code, name, vat, draft.active)


def _code_problem(code: str) -> str:
    if code in TAKEN:
        return _("This word has another meaning here: choose another code")
    if not CODE.fullmatch(code):
        return _("Use up to 40 small letters, digits, dots and hyphens")
    taken = db.session.scalar(select(Company.id).where(Company.code == code))
    return _("Another company has this code") if taken else ""


def _conditions(q: str, state: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if q:
        named = func.lower(Company.name).like(contains(q.lower()))
        vat = Company.vat_number.like(begins(q.upper().replace(" ", "")))
        found.append(or_(named, Company.code.like(begins(q.lower())), vat))
    if state in ("active", "archived"):
        found.append(Company.active.is_(state == "active"))
    return found


def _found() -> Select[Any]:
    count = (
        select(func.count()).where(Customer.company_id == Company.id, Customer.erased_at.is_(None))
    ).correlate(Company)
    return select(Company, count.scalar_subquery().label("members"))


def _one(found: Select[Any]) -> Any:
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise NotFound(_("This company is not there"))
    return row


def _row(company_id: UUID) -> Company:
    found: Company = _one(_found().where(Company.id == company_id))[0]
    return found


def _facts(row: Sequence[Any]) -> CompanyFacts:
    each: Company = row[0]
    return CompanyFacts(
        each.id, each.code, each.name, each.vat_number, each.active, int(row[1]), each.created_at
    )


def _said(row: Company) -> dict[str, Any]:
    return {"code": row.code, "name": row.name, "vat_number": row.vat_number, "active": row.active}


def _tell(what: str, row: Company, *, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
    audit.record(
        f"customers.company_{what}", object_type="company", object_id=row.id, before=before, after=after
    )
