"""The door of the identity domain: staff, roles, sessions, API clients."""

from app.domains.identity.service.access import (
    change_role,
    check_grant,
    colleague,
    define_role,
    delete_role,
    grantable_roles,
    list_roles,
    rights_of,
    role,
    seed_roles,
    set_access,
)
from app.domains.identity.service.credentials import (
    ask_password_reset,
    begin_totp,
    change_password,
    confirm_totp,
    disable_totp,
    open_link,
    pending_totp,
    pin_fits,
    renew_recovery_codes,
    reset_password,
    set_pin,
    token_mail,
)
from app.domains.identity.service.people import (
    accept_invitation,
    cashiers,
    change_profile,
    create_staff,
    disable,
    email_of,
    enable,
    invite,
    invite_again,
    invited,
    reset_second_factor,
    set_colleague_pin,
    staff_member,
    staff_named,
    unlock,
)
from app.domains.identity.service.policy import (
    demand_second_factor,
    second_factor_demanded,
    without_second_factor,
)
from app.domains.identity.service.programs import (
    client,
    client_by_bearer,
    create_client,
    issue_token,
    list_clients,
    oauth_client,
    revoke_client,
    rotate_client,
)
from app.domains.identity.service.saved_views import (
    choose_columns,
    columns_of,
    delete_view,
    save_view,
    views_of,
)
from app.domains.identity.service.sessions import (
    end_session,
    is_proved,
    live_sessions,
    session_facts,
    sign_out,
    sign_out_everywhere,
)
from app.domains.identity.service.signing_in import TillOnly, reauthenticate, second_factor, sign_in

__all__ = [
    "TillOnly", "accept_invitation", "ask_password_reset", "begin_totp", "cashiers",
    "change_password", "change_profile", "change_role", "check_grant", "choose_columns", "client", "client_by_bearer",
    "colleague", "columns_of", "confirm_totp", "create_client", "create_staff", "define_role", "delete_role", "delete_view",
    "demand_second_factor", "disable", "disable_totp", "email_of", "enable", "end_session",
    "grantable_roles", "invite", "invite_again", "invited", "is_proved", "issue_token",
    "list_clients", "list_roles", "live_sessions", "oauth_client", "open_link", "pending_totp",
    "pin_fits", "reauthenticate", "renew_recovery_codes", "reset_password", "reset_second_factor",
    "revoke_client", "rights_of", "role", "rotate_client", "save_view", "second_factor",
    "second_factor_demanded", "seed_roles", "session_facts", "set_access", "set_colleague_pin",
    "set_pin", "sign_in", "sign_out", "sign_out_everywhere", "staff_member", "staff_named",
    "token_mail", "unlock", "views_of", "without_second_factor",
]  # fmt: skip
