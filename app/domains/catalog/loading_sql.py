"""Set-based statements of an import: one JSON parameter a table, whatever the number of rows."""

from sqlalchemy import text

FIND = text(
    """
    select p.id, p.slug, p.import_key, p.import_hash from product p
    where p.import_key = any(cast(:keys as text[]))
       or (p.import_key is null and p.slug = any(cast(:keys as text[])))
    """
)
FIND_BY_SKU = text(
    """
    select v.sku, p.id, p.slug, p.import_hash from variant v join product p on p.id = v.product_id
    where v.sku = any(cast(:skus as text[]))
    """
)
VARIANTS = text(
    "select id, product_id, sku, option_values from variant where product_id = any(cast(:ids as uuid[]))"
)
PRODUCTS = text(
    """
    insert into product (
        id, title, slug, description, status, brand, kind, tags, option_names, tax_class, seo_title,
        seo_description, translations, import_key, import_hash, version, created_at, updated_at)
    select r.id, r.title, r.slug, r.description, r.status, r.brand, r.kind, r.tags, r.option_names,
        r.tax_class, r.seo_title, r.seo_description, r.translations, r.import_key, r.import_hash, 1, :now, :now
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (
        id uuid, title text, slug text, description text, status text, brand text, kind text, tags text[],
        option_names text[], tax_class text, seo_title text, seo_description text,
        translations jsonb, import_key text, import_hash text)
    on conflict (id) do update set
        title = excluded.title, description = excluded.description, brand = excluded.brand,
        kind = excluded.kind,
        status = case when product.status = 'archived' then product.status else excluded.status end,
        tags = excluded.tags, option_names = excluded.option_names, tax_class = excluded.tax_class,
        seo_title = excluded.seo_title, seo_description = excluded.seo_description,
        translations = case when excluded.translations = '{}' then product.translations else (
            select jsonb_object_agg(l.locale, o.said || n.said || case
                when o.said ? 'labels' or n.said ? 'labels' then jsonb_build_object('labels',
                    coalesce(o.said -> 'labels', '{}') || coalesce(n.said -> 'labels', '{}'))
                else '{}' end)
            from jsonb_object_keys(product.translations || excluded.translations) as l (locale),
                lateral (select coalesce(product.translations -> l.locale, '{}') as said) o,
                lateral (select coalesce(excluded.translations -> l.locale, '{}') as said) n) end,
        import_key = coalesce(product.import_key, excluded.import_key), import_hash = excluded.import_hash,
        version = product.version + 1, updated_at = excluded.updated_at
    """
)
HASHES = text(
    """
    update product set import_hash = r.import_hash
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, import_hash text) where product.id = r.id
    """
)
PUT_VARIANTS = text(
    """
    insert into variant (
        id, product_id, sku, option_values, position, barcode, weight_grams, content, content_unit, active,
        created_at)
    select r.id, r.product_id, r.sku, r.option_values, r.position, r.barcode, r.weight_grams, r.content,
        r.content_unit, true, :now
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (
        id uuid, product_id uuid, sku text, option_values text[], position integer, barcode text,
        weight_grams integer, content numeric, content_unit text)
    on conflict (id) do update set
        sku = excluded.sku, option_values = excluded.option_values, position = excluded.position,
        active = true,
        barcode = coalesce(excluded.barcode, variant.barcode),
        weight_grams = coalesce(excluded.weight_grams, variant.weight_grams),
        content = coalesce(excluded.content, variant.content),
        content_unit = case when excluded.content is null then variant.content_unit else excluded.content_unit end
    """
)
RETIRE_MISFITS = text(
    """
    update variant v set active = false from product p
    where p.id = v.product_id and p.id = any(cast(:ids as uuid[])) and v.active
      and cardinality(v.option_values) <> cardinality(p.option_names)
    """
)
PUT_IN_CATEGORIES = text(
    """
    insert into product_category (category_id, product_id, position)
    select r.category_id, r.product_id, r.position
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (category_id uuid, product_id uuid, position integer)
    on conflict do nothing
    """
)
DROP_PICTURES = text(
    """
    delete from media m
    using jsonb_to_recordset(cast(:rows as jsonb)) as r (product_id uuid, urls text[])
    where m.product_id = r.product_id and m.source_url is not null and m.source_url <> all(r.urls)
    returning case when m.asset_id is null then m.file_key end
    """
)
PUT_PICTURES = text(
    """
    with given as (
        select * from jsonb_to_recordset(cast(:rows as jsonb))
            as r (id uuid, product_id uuid, position integer, alt text, source_url text)
    ), known as (
        update media m set position = g.position, alt = case when g.alt = '' then m.alt else g.alt end
        from given g where m.product_id = g.product_id and m.source_url = g.source_url
        returning m.product_id, m.source_url
    )
    insert into media (id, product_id, position, alt, source_url, created_at)
    select g.id, g.product_id, g.position, g.alt, g.source_url, :now from given g
    where not exists (select 1 from known k where (k.product_id, k.source_url) = (g.product_id, g.source_url))
    """
)
CHOOSE_PICTURES = text(
    """
    update variant v set media_id = m.id
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, url text), media m
    where v.id = r.id and m.product_id = v.product_id and m.source_url = r.url
        and v.media_id is distinct from m.id
    """
)
FORMS = text(
    """
    select p.id, p.title, p.slug, p.description, p.status, p.brand, p.kind, p.tags, p.option_names,
        p.tax_class, p.seo_title, p.seo_description, p.import_key, p.translations,
        (select coalesce(jsonb_agg(jsonb_build_array(
                v.id, v.sku, v.option_values, v.barcode, v.weight_grams, m.source_url, v.content, v.content_unit)
            order by v.position, v.id), '[]')
         from variant v left join media m on m.id = v.media_id
         where v.product_id = p.id and v.active) as variants,
        (select coalesce(jsonb_agg(jsonb_build_array(m.source_url, m.alt) order by m.position, m.id), '[]')
         from media m where m.product_id = p.id and m.source_url is not null) as pictures,
        (select coalesce(array_agg(category_id), '{}') from product_category c
         where c.product_id = p.id) as categories
    from product p where p.id = any(cast(:ids as uuid[]))
    """
)
