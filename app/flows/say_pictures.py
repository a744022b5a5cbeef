"""Pictures that nobody put into words, when their product is published: refused or let through, as the shop says."""

from collections.abc import Sequence
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.domains.channels import service as channels
from app.domains.channels.types import Publishing
from app.queries import wordless_pictures


class PicturesWithoutWords(Invalid):
    """The shop publishes no picture without words."""

    code = "catalog.pictures_without_words"


def refuse_wordless(product_ids: Sequence[UUID]) -> None:
    """Raises PicturesWithoutWords where the shop wants words and a product's picture has none."""
    if not product_ids or channels.setting(Publishing).alt != "refuse":
        return
    if found := wordless_pictures.among(product_ids):
        words = ngettext(
            "%(num)s product has a picture without words: say what it shows first",
            "%(num)s products have pictures without words: say what they show first",
            len(found),
        )
        raise PicturesWithoutWords(words, fields={"alt": words}, products=[str(each) for each in found])


def warning(product_id: UUID) -> str:
    """What to tell who published a product; empty where there is nothing to say."""
    if channels.setting(Publishing).alt != "warn" or not wordless_pictures.among([product_id]):
        return ""
    return _("A picture has no words yet: say what it shows for those who cannot see it")
