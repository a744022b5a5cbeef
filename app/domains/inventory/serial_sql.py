"""SQL of serial numbers. Whatever locks serials does so in id order, and before any level."""

from sqlalchemy import text

LOCK = text("select id from serial where claimed_by = :document order by id for update")
_TOLD = """
    select s.id, s.code, s.state, s.location_id, s.claimed_by, p.name as place
    from serial s join location p on p.id = s.location_id
    where s.stock_item_id = :item and """
GLANCE = text(_TOLD + "s.code = any(cast(:codes as text[]))")
KNOWN = text(
    _TOLD
    + """(s.code = any(cast(:codes as text[])) or s.claimed_by = :document and s.state = 'here' and s.location_id = :place)
    order by s.id for update of s
    """
)
CLAIM = text(
    "update serial set claimed_by = case when id = any(cast(:ids as uuid[])) then cast(:document as uuid) end"
    " where id = any(cast(:all as uuid[]))"
)
COME = text("update serial set state = 'coming', claimed_by = :document where id = any(cast(:ids as uuid[]))")
MAKE = text(
    """
    insert into serial (id, stock_item_id, code, state, location_id, claimed_by, created_at)
    select gen_random_uuid(), :item, code, 'coming', :place, :document, :now
    from unnest(cast(:codes as text[])) as w (code)
    on conflict (stock_item_id, code) do nothing returning code
    """
)
BY_SERIAL = text("select id, sku from stock_item where id = any(cast(:ids as uuid[])) and by_serial")
LEAVING = text(
    """
    select id from serial where stock_item_id = :item and location_id = :place and claimed_by = :document
      and state = 'here' order by id for update
    """
)
COMING = text(
    """
    select id, state from serial where stock_item_id = :item and claimed_by = :document
      and state in ('coming', 'away', 'sold') order by id for update
    """
)
MOVE = text(
    """
    with moved as (
        update serial set state = :state, location_id = :place, claimed_by = :claimed where id = any(cast(:ids as uuid[]))
    )
    insert into serial_move (at, serial_id, kind, delta, location_id, document, document_id, actor)
    select :now, id, :kind, :delta, :place, :document, :document_id, :actor from unnest(cast(:ids as uuid[])) as w (id)
    """
)
NAMED = text(
    """
    select stock_item_id, location_id, count(*) as many from serial
    where claimed_by = :document and state = 'here' group by 1, 2
    """
)
LET_GO = text(
    """
    update serial set claimed_by = null where id in (
        select id from serial where claimed_by = :document and state = 'here'
          and stock_item_id = any(cast(:items as uuid[])) order by id for update
    )
    """
)
STAYS_SOLD = text("update serial set state = 'sold' where claimed_by = :document and state = 'coming'")
