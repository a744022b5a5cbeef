"""What states and the journal's entries say to people."""

from typing import Any

from app.core.i18n import gettext as _


def words() -> dict[str, Any]:
    """What every page of the console may use."""
    states = {"active": _("Active"), "suspended": _("Suspended"), "deleting": _("Being deleted")}
    tones = {"active": "done", "suspended": "waiting", "deleting": "refused"}
    return {"deed": deed, "status_words": states, "status_tones": tones}


def deed(action: str) -> str:
    """An action in words; one without words of its own as it is written down."""
    said = {
        "control.backup_asked": _("Asked for a backup"),
        "control.create_tenant_asked": _("Asked for a tenant"),
        "control.delete_tenant_asked": _("Confirmed the deletion"),
        "control.export_tenant_asked": _("Asked for an export"),
        "control.migrate_asked": _("Asked for a migration"),
        "operators.created": _("Made an operator's account"),
        "operators.locked": _("Account locked after five wrong passwords"),
        "operators.password_changed": _("Changed the password"),
        "operators.second_factor_off": _("Turned the second factor off"),
        "operators.second_factor_on": _("Turned the second factor on"),
        "operators.signed_in": _("Signed in"),
        "relay.revived": _("Had failed reactions tried again"),
        "security.failed_payments": _("Many payments failed within a minute"),
        "security.failed_sign_ins": _("Many sign-ins failed within a minute"),
        "tenancy.created": _("Created the tenant"),
        "tenancy.deleted": _("Deleted the tenant for good"),
        "tenancy.deletion_begun": _("Began the deletion"),
        "tenancy.exported": _("Exported the tenant"),
        "tenancy.host_added": _("Added a domain"),
        "tenancy.host_dropped": _("Removed a domain"),
        "tenancy.host_moved": _("Gave a domain to another site"),
        "tenancy.host_primary": _("Changed the primary domain"),
        "tenancy.host_verified": _("Verified a domain"),
        "tenancy.moved": _("Moved to another database"),
        "tenancy.plan_changed": _("Changed the plan"),
        "tenancy.reactivated": _("Reactivated"),
        "tenancy.suspended": _("Suspended"),
        "tenancy.went_live": _("Went live"),
    }
    return said.get(action, action)
