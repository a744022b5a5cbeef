"""Companies and their members: businesses that buy on terms of their own."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api.schemas import Body, Cursor, Loose, Name, Params, Reply, problems, reply
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.customers import service as customers
from app.domains.customers.types import CompanyDraft, CompanyFacts, CustomerFacts
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_companies", __name__, url_prefix="/api/v1/companies", abp_tags=[Tag(name="Companies")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class CompanyBody(Body):
    name: Annotated[Name, StringConstraints(min_length=1)]
    vat_number: Annotated[Loose, StringConstraints(max_length=40)] = ""
    active: Annotated[bool, Field(description="false: archived, its terms hold for nobody")] = True


class NewCompanyBody(CompanyBody):
    code: Annotated[
        Code, Field(description="small letters; price lists and promotions name it; never changes")
    ]


class CompanyReply(Reply):
    id: UUID
    code: str
    name: str
    vat_number: str
    active: bool
    members: int
    created_at: datetime


class CompanyList(Reply):
    items: list[CompanyReply]
    next: str | None
    total: int


class MemberReply(Reply):
    id: UUID
    name: str
    email: str
    has_account: bool


class MemberList(Reply):
    items: list[MemberReply]
    next: str | None
    total: int


class CompaniesQuery(Params):
    q: Loose = ""
    state: Literal["", "active", "archived"] = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class MembersQuery(Params):
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class CompanyPath(Params):
    company_id: UUID


class MemberPath(Params):
    company_id: UUID
    customer_id: UUID


@bp.get("", responses={200: CompanyList, **problems(400, 401, 403)})
@requires(Scope.CUSTOMERS_READ)
def list_companies(query: CompaniesQuery) -> Response:
    """Companies by name."""
    page = customers.companies(query.q, state=query.state, cursor=query.cursor, limit=query.limit)
    return reply({"items": [_company(each) for each in page.items], "next": page.next, "total": page.total})


@bp.post("", responses={201: CompanyReply, **problems(400, 401, 403)})
@requires(Scope.CUSTOMERS_WRITE)
def add_company(body: NewCompanyBody) -> Response:
    """Add a company. A code is taken once."""
    made = customers.create_company(CompanyDraft(body.code, body.name, body.vat_number, body.active))
    return reply(_company(made), 201)


@bp.get("/<uuid:company_id>", responses={200: CompanyReply, **problems(401, 403, 404)})
@requires(Scope.CUSTOMERS_READ)
def show_company(path: CompanyPath) -> Response:
    """One company."""
    return reply(_company(customers.company(path.company_id)))


@bp.put("/<uuid:company_id>", responses={200: CompanyReply, **problems(400, 401, 403, 404)})
@requires(Scope.CUSTOMERS_WRITE)
def change_company(path: CompanyPath, body: CompanyBody) -> Response:
    """Say all of it anew, but for its code."""
    draft = CompanyDraft("", body.name, body.vat_number, body.active)
    return reply(_company(customers.change_company(path.company_id, draft)))


@bp.get("/<uuid:company_id>/members", responses={200: MemberList, **problems(400, 401, 403, 404)})
@requires(Scope.CUSTOMERS_READ)
def list_members(path: CompanyPath, query: MembersQuery) -> Response:
    """Who buys for a company, by name."""
    known = customers.company(path.company_id)
    page = customers.members(known.id, cursor=query.cursor, limit=query.limit)
    return reply({"items": [_member(each) for each in page.items], "next": page.next, "total": page.total})


@bp.put(
    "/<uuid:company_id>/members/<uuid:customer_id>",
    responses={200: MemberReply, **problems(400, 401, 403, 404, 409)},
)
@requires(Scope.CUSTOMERS_WRITE)
def put_member(path: MemberPath) -> Response:
    """Let a customer buy for a company, and for no other any more."""
    customers.join_company(path.customer_id, path.company_id)
    return reply(_member(customers.customer(path.customer_id)))


@bp.delete(
    "/<uuid:company_id>/members/<uuid:customer_id>", responses={204: None, **problems(401, 403, 404, 409)}
)
@requires(Scope.CUSTOMERS_WRITE)
def drop_member(path: MemberPath) -> Response:
    """Let a member buy for themselves again."""
    customers.company(path.company_id)
    customers.leave_company(path.customer_id, path.company_id)
    return Response(status=204)


def _company(each: CompanyFacts) -> dict[str, Any]:
    names = ("id", "code", "name", "vat_number", "active", "members", "created_at")
    return {name: getattr(each, name) for name in names}


def _member(each: CustomerFacts) -> dict[str, Any]:
    return {name: getattr(each, name) for name in ("id", "name", "email", "has_account")}
