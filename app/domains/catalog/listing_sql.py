"""The SQL that writes listings: what lists read, what is missing, and texts in other languages than the shop's own."""

from sqlalchemy import text

# In the statement that writes listings: p is the product, v its variants on sale, o what these are called, m its first
# picture, c its places.
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
                ('labels', o.options is not null and exists (
                    select from unnest(o.option_names, o.option_values) as u (name, value)
                    where not (
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
LISTING = text(
    """
    with recursive above (category_id, ancestor_id) as (
        select id, id from category
        union
        select a.category_id, c.parent_id from above a join category c on c.id = a.ancestor_id
        where c.parent_id is not null
    ),
    facts as (
        select * from jsonb_to_recordset(cast(:facts as jsonb))
            as f (variant_id uuid, amount bigint, compare_at bigint, lowest bigint, stock integer)
    ),
    sold as materialized (  -- of all products at once: a lookup for each would read all facts, or categories, again
        select v.product_id, min(f.amount) as amount, max(f.amount) as highest, max(f.stock) as stock,
            (array_agg(f.compare_at order by f.amount nulls last))[1] as compare_at,
            (array_agg(f.lowest order by f.amount nulls last))[1] as lowest,
            (array_agg(v.content order by f.amount nulls last, v.position))[1] as content,
            (array_agg(v.content_unit order by f.amount nulls last, v.position))[1] as content_unit,
            count(f.amount) as priced, count(v.weight_grams) as weighed, count(v.barcode) as coded,
            count(*) as active, array_agg(v.sku order by v.position) as skus,
            left(string_agg(concat_ws(' ', v.sku, v.barcode), ' '), 20000) as codes,
            array_remove(array_agg(lower(v.sku)) || array_agg(lower(v.barcode)), null) as lower_codes
        from variant v left join facts f on f.variant_id = v.id
        where v.product_id = any(cast(:ids as uuid[])) and v.active
        group by v.product_id
    ),
    named as materialized (
        select d.product_id, array_agg(distinct d.name || '=' || d.value) as options,
            string_agg(distinct d.value, ' ') as names, array_agg(d.name) as option_names,
            array_agg(d.value) as option_values
        from (
            select distinct p.id as product_id, u.name, u.value
            from product p join variant v on v.product_id = p.id and v.active,
                unnest(p.option_names, v.option_values) as u (name, value)
            where p.id = any(cast(:ids as uuid[])) and v.product_id = any(cast(:ids as uuid[]))
                and u.name is not null and u.value is not null) d
        group by d.product_id
    ),
    places as materialized (
        select pc.product_id, a.ancestor_id as category_id, pc.position
        from product_category pc join above a on a.category_id = pc.category_id
        where pc.product_id = any(cast(:ids as uuid[]))
    ),
    shelved as materialized (
        select l.product_id, array_agg(distinct c.id) as categories, string_agg(distinct c.name, ' ') as names
        from places l join category c on c.id = l.category_id group by l.product_id
    ),
    put as (
        insert into product_listing (
            product_id, listed, status, title, slug, brand, price_min, price_max, compare_at, lowest, stock, image,
            image_width, image_height, image_alt, variants, skus, options, attributes, categories, codes,
            heading, search, gaps, content, content_unit, updated_at)
        select p.id, p.status = 'active' and v.amount is not null, p.status, p.title, p.slug, p.brand,
            v.amount, v.highest, v.compare_at, v.lowest,
            case coalesce(v.stock, 0) when 2 then 'in' when 1 then 'low' else 'out' end,
            m.file_key, m.width, m.height, coalesce(m.alt, ''), coalesce(v.active, 0), coalesce(v.skus, '{}'),
            coalesce(o.options, '{}') || coalesce(y.facts, '{}'), coalesce(y.attributes, '{}'),
            coalesce(c.categories, '{}'),
            coalesce(v.lower_codes, '{}'), h.heading,
            h.heading || setweight(to_tsvector(cast(:language as regconfig), t.d) || cast('''+''\\:2' as tsvector)
                || to_tsvector(cast(:language as regconfig), case when f.d <> t.d then f.d else '' end), 'D'),
            /*gaps*/, v.content, coalesce(v.content_unit, ''), p.updated_at
        from product p
        left join sold v on v.product_id = p.id
        left join named o on o.product_id = p.id
        left join lateral (  -- what shoppers filter by: 'code=value', localised facts in the shop's own language
            select array_agg(concat(f ->> 'code', '=', x.value) order by f ->> 'code') as attributes,
                array_agg(concat(f ->> 'label', '=', case f ->> 'kind' when 'boolean' then '✓'
                    else concat_ws(' ', x.value, nullif(f ->> 'unit', '')) end) order by f ->> 'code')
                    filter (where f ->> 'kind' <> 'boolean' or x.value = 'true') as facts
            from product_type t, jsonb_array_elements(t.fields) f, lateral (
                select case jsonb_typeof(p.attributes -> (f ->> 'code'))
                    when 'object' then p.attributes -> (f ->> 'code') ->> :locale
                    else p.attributes ->> (f ->> 'code') end as value
            ) x
            where t.id = p.type_id and cast(f ->> 'facet' as boolean) and x.value is not null
        ) y on true
        left join shelved c on c.product_id = p.id
        left join lateral (
            select file_key, width, height, alt from media
            where product_id = p.id and file_key is not null order by position, id limit 1
        ) m on true
        cross join lateral (
            select p.title as a, concat_ws(' ', p.brand, p.kind) as b,
                concat_ws(' ', array_to_string(p.tags, ' '), array_to_string(p.keywords, ' '), c.names, o.names) as c,
                left(p.description, 50000) as d
            offset 0  -- computed once, not wherever it is named; so below
        ) t
        cross join lateral (
            select unaccent(t.a) as a, unaccent(t.b) as b, unaccent(t.c) as c, unaccent(t.d) as d
            offset 0
        ) f
        cross join lateral (
            select setweight(to_tsvector(cast(:language as regconfig), t.a)
                    || cast('''+''\\:2' as tsvector)  -- a gap: phrases must not reach from one form into the next
                    || to_tsvector(cast(:language as regconfig), case when f.a <> t.a then f.a else '' end)
                    || cast('''+''\\:2' as tsvector) || to_tsvector('simple', translate(f.a, '-_/.', '    '))
                    || cast('''+''\\:2' as tsvector), 'A')
                || setweight(to_tsvector(cast(:language as regconfig), t.b)
                    || to_tsvector('simple', translate(f.b, '-_/.', '    '))
                    || to_tsvector('simple', translate(coalesce(v.codes, ''), '-_/.', '    ')), 'B')
                || setweight(to_tsvector(cast(:language as regconfig), t.c)
                    || to_tsvector(cast(:language as regconfig), case when f.c <> t.c then f.c else '' end), 'C')
                as heading
            offset 0
        ) h
        where p.id = any(cast(:ids as uuid[]))
        on conflict (product_id) do update set
            listed = excluded.listed, status = excluded.status, title = excluded.title, slug = excluded.slug,
            brand = excluded.brand, price_min = excluded.price_min, price_max = excluded.price_max,
            compare_at = excluded.compare_at, lowest = excluded.lowest, stock = excluded.stock, image = excluded.image,
            image_width = excluded.image_width, image_height = excluded.image_height,
            image_alt = excluded.image_alt, variants = excluded.variants, skus = excluded.skus,
            options = excluded.options, attributes = excluded.attributes,
            categories = excluded.categories, codes = excluded.codes, heading = excluded.heading, search = excluded.search,
            gaps = excluded.gaps, content = excluded.content, content_unit = excluded.content_unit,
            updated_at = excluded.updated_at
        returning product_id, listed
    ),
    wanted as (
        select l.category_id, min(l.position) as position, l.product_id
        from put join places l on l.product_id = put.product_id
        where put.listed
        group by l.category_id, l.product_id
    ),
    gone as (
        delete from product_listing_place l
        where l.product_id = any(cast(:ids as uuid[])) and not exists (
            select 1 from wanted w
            where (w.category_id, w.position, w.product_id) = (l.category_id, l.position, l.product_id))
    )
    insert into product_listing_place (category_id, position, product_id)
    select category_id, position, product_id from wanted
    on conflict do nothing
    """.replace("/*gaps*/", GAPS)
)
PRICES_ABROAD = text(
    """
    with given as (
        select * from jsonb_to_recordset(cast(:prices as jsonb)) as f
            (product_id uuid, currency text, price_min bigint, price_max bigint, compare_at bigint,
             lowest bigint, good_until timestamptz)
    ), gone as (
        delete from product_listing_price p
        where p.product_id = any(cast(:ids as uuid[])) and not exists (
            select from given g where (g.product_id, g.currency) = (p.product_id, p.currency))
    )
    insert into product_listing_price (product_id, currency, price_min, price_max, compare_at, lowest, good_until)
    select product_id, currency, price_min, price_max, compare_at, lowest, good_until from given
    on conflict (product_id, currency) do update set
        price_min = excluded.price_min, price_max = excluded.price_max, compare_at = excluded.compare_at,
        lowest = excluded.lowest, good_until = excluded.good_until
    """
)
OFFERS = text(
    """
    with given as (
        select * from jsonb_to_recordset(cast(:offers as jsonb)) as f (product_id uuid, channel text,
            starts_at timestamptz, ends_at timestamptz, price_min bigint, price_max bigint, compare_at bigint,
             lowest bigint)
    ), gone as (
        delete from product_listing_offer p
        where p.product_id = any(cast(:ids as uuid[])) and not exists (
            select from given g where (g.product_id, g.channel, g.starts_at) = (p.product_id, p.channel, p.starts_at))
    )
    insert into product_listing_offer (product_id, channel, starts_at, ends_at, price_min, price_max, compare_at, lowest)
    select product_id, channel, starts_at, ends_at, price_min, price_max, compare_at, lowest from given
    on conflict (product_id, channel, starts_at) do update set ends_at = excluded.ends_at,
        price_min = excluded.price_min, price_max = excluded.price_max, compare_at = excluded.compare_at,
        lowest = excluded.lowest
    """
)
OWN_PRICES = text(
    """
    with given as (
        select * from jsonb_to_recordset(cast(:prices as jsonb)) as f (channel text, audience text, product_id uuid,
            starts_at timestamptz, ends_at timestamptz, price_min bigint, price_max bigint)
    ), gone as (
        delete from product_listing_own p
        where p.product_id = any(cast(:ids as uuid[])) and (cast(:only as text[]) is null or p.audience = any(:only))
            and not exists (select from given g where (g.channel, g.audience, g.product_id, g.starts_at)
                = (p.channel, p.audience, p.product_id, p.starts_at))
    )
    insert into product_listing_own (channel, audience, product_id, starts_at, ends_at, price_min, price_max)
    select channel, audience, product_id, starts_at, ends_at, price_min, price_max from given
    on conflict (channel, audience, product_id, starts_at) do update set ends_at = excluded.ends_at,
        price_min = excluded.price_min, price_max = excluded.price_max
    where (product_listing_own.ends_at, product_listing_own.price_min, product_listing_own.price_max)
        is distinct from (excluded.ends_at, excluded.price_min, excluded.price_max)
    """
)
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
