"""Facts about the merchant's own people. One-time tokens travel sealed under the person's key (base64)."""

from typing import ClassVar

from app.core.events import Event, event


@event
class StaffInvited(Event):
    """Somebody was asked to join: mail the link. `identity.service.token_mail` opens what the mail needs."""

    NAME: ClassVar[str] = "identity.staff_invited.v1"
    staff_id: str
    sealed_token: str


@event
class StaffPasswordResetAsked(Event):
    """Mail the link to choose a new password."""

    NAME: ClassVar[str] = "identity.staff_password_reset_asked.v1"
    staff_id: str
    sealed_token: str


@event
class StaffPasswordChanged(Event):
    """Tell the person, in case it was somebody else."""

    NAME: ClassVar[str] = "identity.staff_password_changed.v1"
    staff_id: str


@event
class StaffLockedOut(Event):
    """Too many wrong passwords or codes; sign-in is paused until `until` (ISO 8601)."""

    NAME: ClassVar[str] = "identity.staff_locked_out.v1"
    staff_id: str
    until: str


@event
class StaffAccessChanged(Event):
    """Roles, locations or standing changed."""

    NAME: ClassVar[str] = "identity.staff_access_changed.v1"
    staff_id: str
