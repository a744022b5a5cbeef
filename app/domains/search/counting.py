"""What is sought, found and chosen, without anybody's name: notes are written apart and folded by a job."""

import re

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.domains.search.rules import tidy, words_of

PERSONAL = re.compile(r"@|(?:\d[\s/()+-]*){7,}")
LONGEST, MOST_RESULTS = 100, 10**9
KEPT_DAYS = 400
NOTE = text(
    "insert into search_note (at, words, results, product_id) values (:at, :words, :results, :product)"
)
PRODUCT = text("select product_id from product_listing where slug = :slug")
FOLD = text(
    """
    with notes as materialized (
        delete from search_note where id in (select id from search_note order by id limit 20000 for update skip locked)
        returning id, cast(at as date) as day, words, results, product_id
    ), terms as (
        insert into search_term (day, words, searches, nothing, clicks, results)
        select day, words, count(results), count(*) filter (where results = 0), count(product_id),
            coalesce((array_agg(results order by id desc) filter (where results is not null))[1], 0)
        from notes group by day, words
        on conflict (day, words) do update set
            searches = search_term.searches + excluded.searches, nothing = search_term.nothing + excluded.nothing,
            clicks = search_term.clicks + excluded.clicks,
            results = case when excluded.searches > 0 then excluded.results else search_term.results end
    ), clicks as (
        insert into search_click (day, words, product_id, clicks)
        select n.day, n.words, n.product_id, count(*) from notes n join product p on p.id = n.product_id group by 1, 2, 3
        on conflict (day, words, product_id) do update set clicks = search_click.clicks + excluded.clicks
    )
    select count(*) from notes
    """
)
FORGET = (
    text("delete from search_term where day < cast(:now as date) - cast(:days as integer)"),
    text("delete from search_click where day < cast(:now as date) - cast(:days as integer)"),
)


def note(words: str, *, results: int | None = None, slug: str | None = None) -> bool:
    """Note a search by its number of results, or a product chosen from them; what may name a person is dropped."""
    folded = " ".join(words_of(tidy(words)))[:LONGEST]
    if not folded or PERSONAL.search(words) or (results is None) == (slug is None):
        return False
    product = run(PRODUCT, {"slug": slug}).scalar() if slug else None
    if slug and product is None:
        return False
    run(NOTE, {"at": clock.now(), "words": folded, "results": results, "product": product})
    return True


def fold_notes() -> int:
    """Add waiting notes to their days, and forget days long past; answers how many notes there were."""
    for statement in FORGET:
        run(statement, {"now": clock.now(), "days": KEPT_DAYS})
    return int(run(FOLD).scalar_one())
