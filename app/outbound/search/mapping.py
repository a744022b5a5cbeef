"""What an index of products looks like, and what a product's document holds."""

from typing import Any

from sqlalchemy import text

STEMMERS = {
    "da": "danish", "de": "light_german", "en": "english", "es": "light_spanish", "fi": "finnish",
    "fr": "light_french", "it": "light_italian", "nb": "norwegian", "nl": "dutch", "no": "norwegian",
    "pt": "light_portuguese", "sv": "swedish",
}  # fmt: skip
KEYWORDS = ("product_id", "brand", "categories", "options", "codes", "title_key")
KEYWORD: dict[str, Any] = {"type": "keyword"}
TEXTS = ("title", "maker", "more", "description")
# One statement for any number of products; `version` makes a later reading win over an earlier one in the index.
DOCUMENTS = text(
    """
    select w.id as product_id, coalesce(l.listed, false) as listed,
        cast(extract(epoch from statement_timestamp()) * 1000000 as bigint) as version,
        jsonb_build_object(
            'product_id', l.product_id, 'brand', l.brand, 'price_min', l.price_min, 'price_max', l.price_max,
            'in_stock', l.stock <> 'out', 'categories', l.categories, 'options', l.options, 'codes', l.codes,
            'title_key', l.title,
            'title', concat_ws(' | ', p.title, (
                select string_agg(t.value ->> 'title', ' | ') from jsonb_each(p.translations) t)),
            'maker', concat_ws(' ', p.brand, p.kind, array_to_string(l.skus, ' ')),
            'more', concat_ws(' | ', array_to_string(p.tags, ' | '), array_to_string(p.keywords, ' | '),
                (select string_agg(c.name, ' | ') from category c where c.id = any(l.categories)),
                (select string_agg(split_part(o, '=', 2), ' | ') from unnest(l.options) o)),
            'description', left(regexp_replace(concat_ws(' ', p.description, (
                select string_agg(t.value ->> 'description', ' ') from jsonb_each(p.translations) t)),
                '<[^>]+>', ' ', 'g'), 50000)
        ) as document
    from unnest(cast(:ids as uuid[])) as w (id)
    left join product_listing l on l.product_id = w.id left join product p on p.id = l.product_id
    """
)
COUNT = text("select count(*) from product")


def index(locale: str) -> dict[str, Any]:
    """Settings and mappings of an index for products described in a language."""
    stemmer = STEMMERS.get(locale.replace("_", "-").partition("-")[0].lower())
    folding = ["lowercase", "asciifolding"]
    own = [*folding, "own_stemmer"] if stemmer else folding
    filters = {"own_stemmer": {"type": "stemmer", "language": stemmer}} if stemmer else {}
    word = {"type": "text", "analyzer": "own", "fields": {"plain": {"type": "text", "analyzer": "plain"}}}
    return {
        "settings": {
            "number_of_shards": 1,
            "analysis": {
                "filter": filters,
                "analyzer": {
                    "own": {"type": "custom", "tokenizer": "standard", "filter": own},
                    "plain": {"type": "custom", "tokenizer": "standard", "filter": folding},
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                **dict.fromkeys(TEXTS, word),
                **dict.fromkeys(KEYWORDS, KEYWORD),
                "price_min": {"type": "long"},
                "price_max": {"type": "long"},
                "in_stock": {"type": "boolean"},
            },
        },
    }
