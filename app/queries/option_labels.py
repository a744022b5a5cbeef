"""How options, facts of product types and their values are called in another language elsewhere in the shop."""

from collections.abc import Sequence

from sqlalchemy import text

from app.core.db import run

KNOWN = text(
    """
    with said as (
        select f ->> 'label' as name, f -> 'choices' as choices, f -> 'translations' -> :locale as words
        from product_type t, jsonb_array_elements(t.fields) f where f -> 'translations' ? :locale
    ),
    labels (place, word, label) as (
        select 0, word, label from option_label where locale = :locale
        union all select 1, name, words ->> 'label' from said where words ? 'label'
        union all
        select 1, concat(said.name, '=', c.value), said.words -> 'choices' ->> cast(c.place - 1 as integer)
        from said, jsonb_array_elements_text(said.choices) with ordinality as c (value, place)
        where said.words ? 'choices'
    )
    select word, label from labels where word = any(cast(:words as text[])) and label is not null order by place
    """
)


def known(locale: str, words: Sequence[str]) -> dict[str, str]:
    """Word ("Size", "Size=Large") to its label, for those that some product or type has one for."""
    if not words:
        return {}
    return {row.word: row.label for row in run(KNOWN, {"locale": locale, "words": list(words)})}
