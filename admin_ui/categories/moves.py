"""Where a category goes when somebody pushes or drags it. Pure."""

from collections.abc import Sequence
from uuid import UUID

from app.queries.category_tree import Node

STEPS = ("up", "down", "in", "out")
DROPS = ("before", "after", "under")


def goal(nodes: Sequence[Node], moved: UUID, to: str, of: UUID | None) -> tuple[UUID | None, int] | None:
    """(parent, place among its siblings) for a step or a drop beside or into `of`; None where it leads nowhere.

    `nodes` are those of one tree; an `of` of None with "under" is the tree's top.
    """
    known = {node.id: node for node in nodes}
    if moved not in known:
        return None
    if to in STEPS:
        return _step(nodes, known[moved], to)
    if of is None:
        return (None, len(nodes)) if to == "under" else None
    if of not in known or of == moved:
        return None
    if to == "under":
        return of, len(nodes)
    others = [each for each in _siblings(nodes, known[of]) if each.id != moved]
    return known[of].row.parent_id, others.index(known[of]) + (to == "after")


def _step(nodes: Sequence[Node], node: Node, to: str) -> tuple[UUID | None, int] | None:
    siblings = _siblings(nodes, node)
    place, parent = siblings.index(node), node.row.parent_id
    if to == "up":
        return (parent, place - 1) if place else None
    if to == "down":
        return (parent, place + 1) if place + 1 < len(siblings) else None
    if to == "in":
        return (siblings[place - 1].id, len(nodes)) if place else None
    above = next((each for each in nodes if each.id == parent), None)
    return (above.row.parent_id, _siblings(nodes, above).index(above) + 1) if above else None


def _siblings(nodes: Sequence[Node], node: Node) -> list[Node]:
    return [each for each in nodes if each.row.parent_id == node.row.parent_id]


def fitting(nodes: Sequence[Node], words: str) -> list[Node]:
    """The nodes whose name or address has the words, each with what stands above it; all without words."""
    sought = words.casefold()
    if not sought:
        return list(nodes)
    parents = {node.id: node.row.parent_id for node in nodes}
    kept: set[UUID] = set()
    for node in nodes:
        if sought in node.row.name.casefold() or sought in node.row.slug:
            here: UUID | None = node.id
            while here is not None and here not in kept:
                kept.add(here)
                here = parents.get(here)
    return [node for node in nodes if node.id in kept]


def below(nodes: Sequence[Node], category_id: UUID) -> set[UUID]:
    """The category and what stands below it: no places to move it to."""
    found = {category_id}
    for node in nodes:
        if node.row.parent_id in found:
            found.add(node.id)
    return found
