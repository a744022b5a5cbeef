"""Takes a tenant away for good: schema and role, registry rows, files. Each step may be repeated."""

import shutil
from collections.abc import Callable

from sqlalchemy import Engine, delete, insert, text

from app.config import settings
from app.core.tenancy import Tenant, directory
from tenants import ddl, journal
from tenants.models import ControlAudit, TenantRow


def remove(engine_of: Callable[[str], Engine], tenant: Tenant) -> None:
    """Drop everything of a tenant. Only call it for one that `registry.check_deletable` let through."""
    with engine_of(tenant.database).begin() as connection:
        ddl.drop_tenant(connection, tenant.schema)
    with engine_of("default").begin() as connection:
        charges = text("delete from shared.test_gateway_charge where tenant = :tenant")
        connection.execute(charges, {"tenant": tenant.id})
        connection.execute(delete(TenantRow).where(TenantRow.id == tenant.id))
        noted = journal.entry("tenancy.deleted", tenant_id=tenant.id, slug=tenant.slug)
        connection.execute(insert(ControlAudit).values(noted))
    directory().forget(tenant.id)
    shutil.rmtree(settings().data_dir / "files" / tenant.id, ignore_errors=True)
