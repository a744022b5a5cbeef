"""What a shop has for one company alone: price lists that name it, and its assortment."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.core.db import run
from app.domains.customers.types import CompanyFacts

LISTS = text(
    """
    select l.code, l.name, l.status from price_list l
    where exists (
        select from jsonb_array_elements(l.conditions) c
        where c ->> 0 = 'company' and exists (
            select from jsonb_array_elements_text(c -> 1) v where lower(trim(v)) = :code))
    order by lower(l.name), l.id limit 20
    """
)

GOODS = text(
    """
    select count(*) filter (where not a.reserved) > 0 as limited,
        (select count(*) from assortment_place x join assortment o on o.id = x.assortment_id
         where o.reserved and o.company_id = :company) as exclusives
    from assortment a where a.company_id = :company
    """
)


@dataclass(frozen=True, slots=True)
class CompanyTerms:
    """`lists` as (code, name, status). `limited`: its members are offered a part; `exclusives`: products for them alone."""

    lists: list[Any]
    limited: bool
    exclusives: int


def terms(company: CompanyFacts) -> CompanyTerms:
    """What names a company."""
    goods = run(GOODS, {"company": company.id}).one()
    return CompanyTerms(list(run(LISTS, {"code": company.code})), goods.limited, goods.exclusives)
