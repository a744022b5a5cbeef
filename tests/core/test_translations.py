"""German is whole: every word of shop, mails, documents and staff screens, with its placeholders."""

import re
import tomllib

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.config import REPOSITORY
from app.core import i18n
from app.core.i18n import CATALOGS, LOCALES, format_quantity, format_rate, gettext, locale_scope, ngettext
from app.domains.identity.roles import STANDARD_ROLES, WORDING

KEYWORDS = {
    "_": None,
    "later": None,
    "gettext": None,
    "lazy_gettext": None,
    "to_tell": None,
    "ngettext": (1, 2),
}
UNTRANSLATED = ("tenants/",)  # operators of the platform read English


@pytest.fixture(scope="module")
def used():
    """Message id -> a place where it is used."""
    mappings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    found = {}
    for mapping in mappings:
        methods = [(pattern, mapping["method"]) for pattern in mapping["pattern"]]
        options = {
            pattern: {"trimmed": "true"} for pattern in mapping["pattern"] if mapping["method"] == "jinja2"
        }
        for file, line, message, _comments, _context in extract_from_dir(
            REPOSITORY, methods, options, KEYWORDS, directory_filter=_ours
        ):
            if not file.startswith(UNTRANSLATED):
                found[message[0] if isinstance(message, tuple) else message] = f"{file}:{line}"
    return found


def _ours(path):
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    return not name.startswith(".") and name not in {"node_modules", "build", "var", "__pycache__"}


@pytest.fixture(scope="module")
def german() -> Catalog:
    with (CATALOGS / "de" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, "de")


def test_every_word_is_translated(used, german):
    missing = [f"{place}: {word}" for word, place in used.items() if not _told(german, word)]

    assert not missing, f"{len(missing)} words lack German:\n" + "\n".join(missing)


def test_no_word_hides_from_the_extraction():
    """A word in a variable is not found by Babel, and stays English."""
    named = re.compile(r"(?<![.\w])(?:ngettext|gettext|later|_)\(\s*[A-Za-z_]\w*\s*,\s*[A-Za-z_]\w*\s*,")
    sources = [
        path
        for top in ("app", "admin_ui", "storefront", "pos_web")
        for path in (REPOSITORY / top).rglob("*.py")
    ]
    hidden = [str(path) for path in sources if named.search(path.read_text()) and path.name != "i18n.py"]
    assert not hidden


def test_roles_and_rights_speak_german(german):
    words = [word for group, rights in WORDING.items() for word in (group, *rights.values())]
    words += [word for role in STANDARD_ROLES.values() for word in (role.name, role.description)]
    assert not [word for word in words if not _told(german, word)]


def _told(catalog, word):
    found = catalog.get(word)
    if found is None or not found.string:
        return False
    return all(found.string) if isinstance(found.string, tuple) else True


def test_no_placeholder_is_lost(german):
    for message in german:
        if message.id:
            said, told = (_names(each) for each in (message.id, message.string))
            assert said == told, message.id


def _names(words):
    return set(re.findall(r"%\((\w+)\)", " ".join(words) if isinstance(words, tuple | list) else words))


def test_words_follow_the_reader():
    assert gettext("Your order %(number)s", number="7") == "Your order 7"
    with locale_scope("de-AT"):
        assert gettext("Your order %(number)s", number="7") == "Ihre Bestellung 7"
        assert ngettext("%(num)s product", "%(num)s products", 2) == "2 Produkte"
        assert gettext("a word nobody translated") == "a word nobody translated"
    with locale_scope("fr"):
        assert gettext("Your order %(number)s", number="7") == "Your order 7"


def test_figures_follow_the_reader():
    from decimal import Decimal

    assert (format_quantity(Decimal("2.000")), format_quantity(Decimal("1234.5"))) == ("2", "1,234.5")
    assert (format_rate(190_000), format_rate(81_000), format_rate(88_750)) == ("19%", "8.1%", "8.875%")
    with locale_scope("de"):
        assert (format_quantity(Decimal("1234.5")), format_rate(81_000)) == (
            "1.234,5",
            "8,1\N{NO-BREAK SPACE}%",
        )


def test_every_language_has_a_catalogue():
    assert {path.parent.parent.name for path in CATALOGS.glob("*/LC_MESSAGES/messages.po")} | {"en"} == set(
        LOCALES
    )
    assert all(i18n.best_locale(locale) == locale for locale in LOCALES)
