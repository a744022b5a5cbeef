"""What is not translated yet, language by language, each with a link to where it is written."""

from flask import Blueprint, render_template, request

from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.flows import translate_product
from app.queries import completeness, translation_board
from app.web.permissions import requires

PAGE = "admin/translations/list.html"
STATUSES = ("active", "draft", "archived")
bp = Blueprint("admin_translations", __name__, url_prefix="/admin/translations")


@bp.get("/")
@requires(ProductPermission.VIEW)
def index() -> str:
    """Products and categories that lack texts in a language."""
    args, languages = request.args, catalog.translations.others()
    locale = args.get("language") if args.get("language") in languages else next(iter(languages), "")
    asked = {name: args.get(name, "").strip()[:200] for name in ("gap", "status", "q")}
    if asked["status"] not in STATUSES:
        asked["status"] = ""
    page = translation_board.products(
        locale or "", gap=asked["gap"], status=asked["status"], q=asked["q"], cursor=args.get("cursor")
    )
    names = [(each, translate_product.name_of(each)) for each in languages]
    return render_template(
        PAGE, language=locale, names=names, page=page, asked=asked, words=completeness.WORDS,
        gaps=translation_board.GAPS, categories=translation_board.categories(locale or ""),
    )  # fmt: skip
