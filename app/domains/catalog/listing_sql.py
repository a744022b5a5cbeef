"""Pieces of the listing's SQL: what is missing of a product, and its texts in other languages than the shop's own."""

from sqlalchemy import text

# In the statement that writes listings: p is the product, v its variants on sale, m its first picture, c its places.
# A size such as "XL" or "42 EU" is the same in every language; only options with words are missed.
GAPS = """
    array_remove(array[
        case when m.file_key is null then 'picture' end,
        case when exists (select from media x where x.product_id = p.id and x.kind = 'image' and x.alt = '')
            then 'alt' end,
        case when p.description = '' then 'description' end,
        case when c.categories is null then 'category' end,
        case when coalesce(v.priced, 0) < coalesce(v.active, 1) then 'price' end,
        case when coalesce(v.weighed, 0) < coalesce(v.active, 1) then 'weight' end,
        case when coalesce(v.coded, 0) < coalesce(v.active, 1) then 'barcode' end,
        case when p.brand = '' then 'brand' end,
        case when p.safety ->> 'maker' is null and not exists (
            select from brand_safety b where b.brand = p.brand and b.safety ? 'maker') then 'maker' end
    ], null)
    || array(
        select concat(nullif(z.locale, '') || ':', 'fact:', f ->> 'code')
        from product_type t, jsonb_array_elements(t.fields) f,
            lateral (select p.attributes -> (f ->> 'code') as value) x,
            lateral (select '' as locale union all select unnest(cast(:others as text[]))
                     where cast(f ->> 'localised' as boolean)) z
        where t.id = p.type_id and cast(f ->> 'required' as boolean) and case
            when jsonb_typeof(x.value) = 'object' then x.value ->> coalesce(nullif(z.locale, ''), :locale) is null
            when z.locale = '' then x.value is null
            else true end)
    || array(
        select concat(z.locale, ':', y.gap)
        from unnest(cast(:others as text[])) as z (locale),
            lateral (select coalesce(p.translations -> z.locale, '{}') as said) s,
            lateral (values
                ('title', not s.said ? 'title'),
                ('description', p.description <> '' and not s.said ? 'description'),
                ('seo_title', p.seo_title <> '' and not s.said ? 'seo_title'),
                ('seo_description', p.seo_description <> '' and not s.said ? 'seo_description'),
                ('labels', exists (
                    select from variant w, unnest(p.option_names, w.option_values) as u (name, value)
                    where w.product_id = p.id and w.active and not (
                        coalesce(s.said -> 'labels', '{}') ? u.name and (
                            coalesce(s.said -> 'labels', '{}') ? concat(u.name, '=', u.value)
                            or u.value ~* '^([0-9].*|x*[sl]|m)$')))),
                ('alt', exists (
                    select from media x left join asset a on a.id = x.asset_id
                    where x.product_id = p.id and x.kind = 'image'
                        and coalesce(a.alts ->> z.locale, '') = ''))
            ) as y (gap, missing)
        where y.missing)
"""
TEXTS = text(
    """
    with said as (
        select p.id, l.locale, p.translations -> l.locale as texts,
            cast(cast(:configurations as jsonb) ->> l.locale as regconfig) as language
        from product p, jsonb_object_keys(p.translations) as l (locale)
        where p.id = any(cast(:ids as uuid[])) and cast(:configurations as jsonb) ? l.locale
    ), gone as (
        delete from product_listing_text t
        where t.product_id = any(cast(:ids as uuid[]))
            and not exists (select from said s where (s.id, s.locale) = (t.product_id, t.locale))
    ), words as (
        insert into option_label (locale, word, label)
        select distinct on (s.locale, x.key) s.locale, x.key, x.value
        from said s, jsonb_each_text(coalesce(s.texts -> 'labels', '{}')) x
        where not exists (select from option_label o where (o.locale, o.word, o.label) = (s.locale, x.key, x.value))
        order by s.locale, x.key, s.id
        on conflict (locale, word) do update set label = excluded.label
    )
    insert into product_listing_text (product_id, locale, title, image_alt, heading, search)
    select s.id, s.locale, t.a, coalesce(m.alt, ''), h.heading,
        h.heading || setweight(to_tsvector(s.language, t.d) || cast('''+''\\:2' as tsvector)
            || to_tsvector(s.language, case when f.d <> t.d then f.d else '' end), 'D')
    from said s join product p on p.id = s.id
    left join lateral (
        select coalesce(nullif(a.alts ->> s.locale, ''), x.alt) as alt
        from media x left join asset a on a.id = x.asset_id
        where x.product_id = p.id and x.file_key is not null order by x.position, x.id limit 1
    ) m on true
    cross join lateral (
        select coalesce(s.texts ->> 'title', p.title) as a, concat_ws(' ', p.brand, p.kind) as b,
            concat_ws(' ', array_to_string(p.tags, ' '), array_to_string(p.keywords, ' '),
                (select string_agg(x.value, ' ') from jsonb_each_text(coalesce(s.texts -> 'labels', '{}')) x),
                (select string_agg(coalesce(c.translations -> s.locale ->> 'name', c.name), ' ')
                 from product_listing l join category c on c.id = any(l.categories)
                 where l.product_id = p.id)) as c,
            left(coalesce(s.texts ->> 'description', p.description), 50000) as d
    ) t
    cross join lateral (
        select unaccent(t.a) as a, unaccent(t.b) as b, unaccent(t.c) as c, unaccent(t.d) as d
    ) f
    cross join lateral (
        select setweight(to_tsvector(s.language, t.a) || cast('''+''\\:2' as tsvector)
                || to_tsvector(s.language, case when f.a <> t.a then f.a else '' end)
                || cast('''+''\\:2' as tsvector) || to_tsvector('simple', translate(f.a, '-_/.', '    ')), 'A')
            || setweight(to_tsvector(s.language, t.b) || to_tsvector('simple', translate(f.b, '-_/.', '    ')), 'B')
            || setweight(to_tsvector(s.language, t.c)
                || to_tsvector(s.language, case when f.c <> t.c then f.c else '' end), 'C') as heading
    ) h
    on conflict (product_id, locale) do update set
        title = excluded.title, image_alt = excluded.image_alt, heading = excluded.heading, search = excluded.search
    """
)
