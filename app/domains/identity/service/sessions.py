"""Signed-in browsers: start, look up, prolong, end."""

from collections.abc import Sequence
from uuid import UUID

from app.core import audit, clock
from app.core.crypto import hash_token, new_token
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domains.identity import repo, rules
from app.domains.identity.models import StaffSession
from app.domains.identity.types import Origin, SessionFacts


def start_session(staff_id: UUID, origin: Origin) -> str:
    """A new session of a person who has just proved who they are; returns its token."""
    token, at = new_token("ss_"), clock.now()
    db.session.add(
        StaffSession(
            staff_id=staff_id,
            token_hash=hash_token(token),
            csrf=new_token(),
            ip=origin.ip or None,
            agent=origin.agent[:300],
            created_at=at,
            seen_at=at,
            proved_at=at,
        )
    )
    return token


def session_facts(token: str) -> SessionFacts | None:
    """The live session with this token and what its person may do at this moment; one statement.

    A second one notes the visit, at most once a minute.
    """
    row, at = repo.session_row(hash_token(token)), clock.now()
    if row is None or not rules.is_live(created_at=row.created_at, seen_at=row.seen_at, at=at):
        return None
    if at - row.seen_at >= rules.SEEN_EVERY:
        repo.set_session(row.id, seen_at=at)
    return SessionFacts(
        session_id=row.id,
        staff_id=row.staff_id,
        name=row.name,
        locale=row.locale,
        csrf=row.csrf,
        seen_at=row.seen_at,
        proved_at=row.proved_at,
        permissions=rules.permissions_of(row.roles),
        locations=rules.locations_of(row.all_locations, row.locations),
        must_enrol=row.must_enrol,
    )


def is_proved(facts: SessionFacts) -> bool:
    """Whether the password was given recently enough for a sensitive act."""
    return clock.now() - facts.proved_at < rules.PROOF_LASTS


def sign_out(session_id: UUID) -> None:
    """End one session."""
    session = db.session.get(StaffSession, session_id)
    if session is not None and session.revoked_at is None:
        session.revoked_at = clock.now()
        audit.record("identity.signed_out", object_type="staff", object_id=session.staff_id)


def sign_out_everywhere(staff_id: UUID, *, but: UUID | None = None) -> int:
    """End a person's sessions, except one; returns how many ended."""
    ended = repo.end_sessions(staff_id, but=but)
    audit.record(
        "identity.signed_out_everywhere", object_type="staff", object_id=staff_id, after={"sessions": ended}
    )
    return ended


def live_sessions(staff_id: UUID) -> Sequence[StaffSession]:
    """Where a person is signed in, latest first."""
    at = clock.now()
    return [
        session
        for session in repo.live_sessions(staff_id)
        if rules.is_live(created_at=session.created_at, seen_at=session.seen_at, at=at)
    ]


def end_session(*, staff_id: UUID, session_id: UUID) -> None:
    """End one of the person's own sessions. Raises NotFound for a stranger's."""
    session = db.session.get(StaffSession, session_id)
    if session is None or session.staff_id != staff_id:
        raise NotFound(_("This session is not there"))
    sign_out(session_id)
