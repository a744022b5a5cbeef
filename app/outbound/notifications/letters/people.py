"""Letters about accounts: invitations, passwords, warnings."""

from app.core.i18n import gettext as _
from app.outbound.notifications import links
from app.outbound.notifications.letter import Action, Letter, Words


def invited(shop: str, token: str) -> Letter:
    """A colleague is asked to join."""
    return Letter(
        subject=_("Join %(shop)s", shop=shop),
        heading=_("You are invited to work at %(shop)s", shop=shop),
        parts=[
            Words(_("Choose a password, and you can begin. The link works once and for seven days.")),
            Action(_("Join"), links.staff_invitation(token)),
        ],
    )


def staff_reset(token: str) -> Letter:
    """A colleague forgot the password."""
    return _reset(links.staff_reset(token))


def customer_reset(token: str) -> Letter:
    """A shopper forgot the password, or sets the first one."""
    return _reset(links.customer_reset(token))


def _reset(address: str) -> Letter:
    return Letter(
        subject=_("Choose a new password"),
        heading=_("Choose a new password"),
        parts=[
            Words(
                _("Somebody, most likely you, asked for a new password. The link works once and for an hour.")
            ),
            Action(_("Choose a password"), address),
            Words(_("If it was not you, do nothing: your password stays as it is.")),
        ],
    )


def password_changed() -> Letter:
    """In case it was somebody else."""
    return Letter(
        subject=_("Your password was changed"),
        heading=_("Your password was changed"),
        parts=[
            Words(_("The password of your account is a new one since a moment ago.")),
            Words(_("If it was not you, ask an administrator of your shop for help at once.")),
        ],
    )


def locked_out(until: str) -> Letter:
    """Too many wrong tries on a colleague's account."""
    return Letter(
        subject=_("Sign-in to your account is paused"),
        heading=_("Sign-in to your account is paused"),
        parts=[
            Words(
                _(
                    "Somebody entered a wrong password or code too often. You can sign in again at %(time)s.",
                    time=until,
                )
            ),
            Words(_("If it was not you, choose a new password then.")),
            Action(_("Sign in"), links.staff_sign_in()),
        ],
    )
