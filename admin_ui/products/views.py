"""Products: the list and the export. What is done with the list, the editor and pictures have files of their own."""

from flask import Blueprint, Response, request

from admin_ui.products import (
    brands,
    editor,
    grid,
    guide,
    keys,
    links,
    lists,
    pictures,
    selling,
    stages,
    translate,
)
from app.core import clock
from app.core.ids import parse_id
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.flows import export_catalog
from app.queries import category_tree, product_board
from app.web.htmx import render
from app.web.permissions import requires
from app.web.phased import phased

LIST_PAGE = "admin/products/list.html"
bp = Blueprint("admin_products", __name__, url_prefix="/admin/products")
brands.attach(bp)
editor.attach(bp)
grid.attach(bp)
guide.attach(bp)
keys.attach(bp)
links.attach(bp)
lists.attach(bp)
pictures.attach(bp)
selling.attach(bp)
stages.attach(bp)
translate.attach(bp)


@bp.get("/")
@requires(ProductPermission.VIEW)
def index() -> str:
    """All products."""
    asked = product_board.Asked.of(request.args)
    done = parse_id(request.args.get("done", ""))
    board = product_board.board(asked, cursor=request.args.get("cursor"))
    return render(
        LIST_PAGE, block="products", asked=asked, places=category_tree.places(), choices=product_board.choices(),
        board=board, done=catalog.last_edit(done) if done else None, **lists.list_context(),
        **lists.score_context(asked, board),
    )  # fmt: skip


@bp.get("/export.csv")
@requires(ProductPermission.VIEW)
@phased
def export() -> Response:
    """Everything as a file that `Imports` reads back."""
    file = export_catalog.export("galleria-csv")
    name = f"products-{clock.now():%Y-%m-%d}{file.suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(file.pieces, mimetype=file.mimetype, headers=headers)
