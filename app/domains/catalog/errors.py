"""Refusals of the catalogue."""

from app.core.errors import Conflict, Forbidden, Invalid, NotFound


class NoSuchProduct(NotFound):
    code = "catalog.product_not_found"


class NoSuchVariant(NotFound):
    code = "catalog.variant_not_found"


class NoSuchCategory(NotFound):
    code = "catalog.category_not_found"


class NoSuchCollection(NotFound):
    code = "catalog.collection_not_found"


class NoSuchTree(NotFound):
    code = "catalog.tree_not_found"


class TreeInUse(Conflict):
    """A sales channel shows it."""

    code = "catalog.tree_in_use"


class NoSuchPicture(NotFound):
    code = "catalog.picture_not_found"


class StaleProduct(Conflict):
    """Somebody else saved the product since the caller read it."""

    code = "catalog.stale"


class StaleCollection(Conflict):
    """Somebody else saved the collection since the caller read it."""

    code = "catalog.stale"


class StaleAssortment(Conflict):
    """Somebody else saved the assortment since the caller read it."""

    code = "catalog.stale"


class CategoryLoop(Invalid):
    code = "catalog.category_loop"


class BadPicture(Invalid):
    code = "catalog.bad_picture"


class BadFile(Invalid):
    """The library does not take this file."""

    code = "catalog.bad_file"


class NoSuchAsset(NotFound):
    code = "catalog.asset_not_found"


class AssetInUse(Conflict):
    """Something still shows the file."""

    code = "catalog.asset_in_use"


class InputsMissing(Invalid):
    """What a buyer must say, or may not say so, is named at `inputs.<code>`."""

    code = "catalog.inputs_missing"


class PartOfBundle(Conflict):
    """A bundle needs the variant."""

    code = "catalog.part_of_bundle"


class NotApproved(Forbidden):
    """Nobody with the right to approve has said yes."""

    code = "catalog.not_approved"


class NoWork(Conflict):
    """There is nothing that waits to be published."""

    code = "catalog.nothing_pending"
