"""What a tax is called to whoever reads it."""

import pytest

from app.core.i18n import locale_scope
from app.core.tenancy import tenant_scope
from app.domains.taxes.names import spoken


@pytest.mark.parametrize(
    ("name", "locale", "said"),
    [
        ("MwSt.", "en", "MwSt."),
        ("MwSt.", "de", "MwSt."),
        ("VAT", "de", "MwSt."),
        ("VAT", "en", "VAT"),
        ("Ust.", "de", "MwSt."),
        ("Colorado sales tax", "de", "Colorado sales tax"),
    ],
)
def test_value_added_tax_is_said_in_the_readers_language(tenant, name, locale, said):
    """The shop's own language is English here: there its own words stand."""
    with tenant_scope(tenant), locale_scope(locale):
        assert spoken(name) == said
