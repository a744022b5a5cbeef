"""Statements of the identity domain."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, exists, func, insert, not_, or_, select, text, update
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core import clock
from app.core.db import db, run
from app.core.principal import Principal
from app.domains.identity.models import (
    ApiClient,
    ApiToken,
    Role,
    Staff,
    StaffLocation,
    StaffPolicy,
    StaffRole,
    StaffSession,
    StaffToken,
)
from app.domains.identity.scopes import expand, rights_of_scopes
from app.domains.identity.types import ClientFacts

ADMINISTRATOR = "administrator"

role_rows = (
    select(
        func.coalesce(
            func.jsonb_agg(
                aggregate_order_by(
                    func.jsonb_build_array(Role.code, Role.builtin, Role.permissions), Role.code
                )
            ),
            func.jsonb_build_array(),
        )
    )
    .select_from(StaffRole)
    .join(Role, Role.id == StaffRole.role_id)
    .where(StaffRole.staff_id == Staff.id)
    .correlate(Staff)
    .scalar_subquery()
)
factor_demanded = func.coalesce(select(StaffPolicy.second_factor).scalar_subquery(), False)
location_ids = (
    select(func.array_agg(StaffLocation.location_id))
    .where(StaffLocation.staff_id == Staff.id)
    .correlate(Staff)
    .scalar_subquery()
)


def seen_by(actor: Principal) -> ColumnElement[bool]:
    """Which colleagues `actor` may see: all, or those limited to a location that both share."""
    if actor.locations is None:
        return Staff.id.is_not(None)
    shares = exists().where(
        StaffLocation.staff_id == Staff.id, StaffLocation.location_id.in_(actor.locations)
    )
    return and_(not_(Staff.all_locations), shares)


def staff(staff_id: UUID, *, lock: bool = False) -> Staff | None:
    found = select(Staff).where(Staff.id == staff_id)
    return db.session.scalars(found.with_for_update() if lock else found).one_or_none()


def staff_seen_by(actor: Principal, staff_id: UUID) -> Staff | None:
    return db.session.scalars(select(Staff).where(Staff.id == staff_id, seen_by(actor))).one_or_none()


def staff_for_sign_in(email_index: bytes) -> Staff | None:
    """Locks the person: parallel guesses are counted one after the other."""
    found = select(Staff).where(Staff.email_index == email_index).with_for_update()
    return db.session.scalars(found).one_or_none()


def access_rows(staff_id: UUID) -> Row[Any]:
    """Roles and locations of one person."""
    found = select(role_rows.label("roles"), Staff.all_locations, location_ids.label("locations"))
    return db.session.execute(found.where(Staff.id == staff_id)).one()


def session_row(token_hash: bytes) -> Row[Any] | None:
    """A live session with its person, roles and locations: one statement."""
    found = (
        select(
            StaffSession.id,
            StaffSession.staff_id,
            StaffSession.csrf,
            StaffSession.created_at,
            StaffSession.seen_at,
            StaffSession.proved_at,
            Staff.name,
            Staff.locale,
            Staff.all_locations,
            role_rows.label("roles"),
            location_ids.label("locations"),
            and_(Staff.totp_enabled_at.is_(None), factor_demanded).label("must_enrol"),
        )
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(
            StaffSession.token_hash == token_hash,
            StaffSession.revoked_at.is_(None),
            Staff.disabled_at.is_(None),
        )
    )
    return db.session.execute(found).one_or_none()


def set_session(session_id: UUID, **values: Any) -> None:
    db.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(**values))


def end_sessions(staff_id: UUID, *, but: UUID | None = None) -> int:
    """Revoke a person's sessions; returns how many."""
    ending = update(StaffSession).where(
        StaffSession.staff_id == staff_id,
        StaffSession.revoked_at.is_(None),
        StaffSession.id.is_distinct_from(but),
    )
    return int(db.session.execute(ending.values(revoked_at=clock.now())).rowcount)  # type: ignore[attr-defined]  # a CursorResult


def live_sessions(staff_id: UUID) -> Sequence[StaffSession]:
    found = select(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.revoked_at.is_(None))
    return db.session.scalars(found.order_by(StaffSession.seen_at.desc())).all()


def take_token(kind: str, token_hash: bytes) -> StaffToken | None:
    """A one-time token that is still good, locked."""
    found = select(StaffToken).where(
        StaffToken.kind == kind,
        StaffToken.token_hash == token_hash,
        StaffToken.used_at.is_(None),
        StaffToken.expires_at > clock.now(),
    )
    return db.session.scalars(found.with_for_update()).one_or_none()


def void_tokens(staff_id: UUID, *kinds: str) -> None:
    """Older links of these kinds stop working."""
    stale = update(StaffToken).where(
        StaffToken.staff_id == staff_id, StaffToken.kind.in_(kinds), StaffToken.used_at.is_(None)
    )
    db.session.execute(stale.values(used_at=clock.now()))


def roles(codes: Iterable[str] | None = None) -> Sequence[Role]:
    """All roles, built-in ones first, or those named."""
    found = select(Role).order_by(Role.builtin.desc(), Role.name)
    return db.session.scalars(found if codes is None else found.where(Role.code.in_(list(codes)))).all()


def role_holders(role_id: UUID) -> int:
    return db.session.scalar(select(func.count()).where(StaffRole.role_id == role_id)) or 0


def set_roles(staff_id: UUID, role_ids: Iterable[UUID]) -> None:
    db.session.execute(delete(StaffRole).where(StaffRole.staff_id == staff_id))
    if rows := [{"staff_id": staff_id, "role_id": role_id} for role_id in role_ids]:
        db.session.execute(insert(StaffRole), rows)


def set_locations(staff_id: UUID, location_ids_: Iterable[UUID]) -> None:
    db.session.execute(delete(StaffLocation).where(StaffLocation.staff_id == staff_id))
    if rows := [{"staff_id": staff_id, "location_id": each} for each in location_ids_]:
        db.session.execute(insert(StaffLocation), rows)


def other_administrators(staff_id: UUID) -> int:
    """Administrators besides this person who can sign in; locks the role: two cannot leave at once."""
    role = db.session.scalars(select(Role.id).where(Role.code == ADMINISTRATOR).with_for_update()).one()
    found = (
        select(func.count())
        .select_from(StaffRole)
        .join(Staff, Staff.id == StaffRole.staff_id)
        .where(
            StaffRole.role_id == role,
            Staff.id != staff_id,
            Staff.disabled_at.is_(None),
            Staff.password_hash.is_not(None),
        )
    )
    return db.session.scalar(found) or 0


BY_KEY = text(
    """
    select id, name, scopes, rate, used_at from api_client
    where secret_hash = :hash and kind = 'key' and revoked_at is null and (expires_at is null or expires_at > :now)
    """
)
BY_TOKEN = text(
    """
    select c.id, c.name, t.scopes, c.rate, c.used_at from api_token t join api_client c on c.id = t.client_id
    where t.token_hash = :hash and t.expires_at > :now
      and c.revoked_at is null and (c.expires_at is null or c.expires_at > :now)
    """
)


def client_by_key(secret_hash: bytes) -> ClientFacts | None:
    """A program by its key: one statement."""
    return _client_facts(run(BY_KEY, {"hash": secret_hash, "now": clock.now()}).first())


def client_by_token(token_hash: bytes) -> ClientFacts | None:
    """A program by its access token, while its client stands: one statement."""
    return _client_facts(run(BY_TOKEN, {"hash": token_hash, "now": clock.now()}).first())


def _client_facts(row: Any) -> ClientFacts | None:
    if row is None:
        return None
    scopes = tuple(row.scopes)
    allowed = rights_of_scopes(scopes) | expand(scopes)
    rate = float(row.rate) if row.rate is not None else None
    return ClientFacts(row.id, row.name, scopes, allowed, rate, row.used_at)


def oauth_client(client_id: UUID) -> ApiClient | None:
    found = select(ApiClient).where(
        ApiClient.id == client_id, ApiClient.kind == "oauth", ApiClient.revoked_at.is_(None), _unexpired()
    )
    return db.session.scalars(found).one_or_none()


def _unexpired() -> ColumnElement[bool]:
    return or_(ApiClient.expires_at.is_(None), ApiClient.expires_at > clock.now())


def client(client_id: UUID) -> ApiClient | None:
    return db.session.get(ApiClient, client_id)


def clients() -> Sequence[ApiClient]:
    """Programs, standing ones first, newest first."""
    order = (ApiClient.revoked_at.is_not(None), ApiClient.created_at.desc())
    return db.session.scalars(select(ApiClient).order_by(*order)).all()


def drop_tokens(client_id: UUID) -> None:
    db.session.execute(delete(ApiToken).where(ApiToken.client_id == client_id))


def cashier_rows(location_id: UUID) -> Sequence[Row[Any]]:
    """People who may work at a location, with their roles: whether they may sell is the caller's rule."""
    here = exists().where(StaffLocation.staff_id == Staff.id, StaffLocation.location_id == location_id)
    found = (
        select(Staff.id, Staff.name, Staff.pin_hash, role_rows.label("roles"))
        .where(Staff.disabled_at.is_(None), or_(Staff.all_locations, here))
        .order_by(Staff.name, Staff.id)
    )
    return db.session.execute(found).all()
