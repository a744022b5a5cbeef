"""REST API v1: one file a noun. The factory registers what `blueprints` and `pages` list."""

from flask import Blueprint
from flask_openapi3 import APIBlueprint


def blueprints() -> list[APIBlueprint]:
    """Every noun's blueprint."""
    from app.api import carts, orders, pos, products, quotes, stock

    return [carts.bp, orders.bp, pos.bp, products.bp, quotes.bp, stock.bp]


def pages() -> list[Blueprint]:
    """What belongs to the API but is not in its document: the document itself, its readable page, OAuth."""
    from app.api import documents, oauth

    return [documents.bp, oauth.bp]
