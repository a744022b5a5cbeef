"""What a channel leaves of a level, beyond the safety stock that every channel keeps: one definition for all lists."""


def kept_back(level: str = "l", channel: str = ":channel") -> str:
    """SQL: units that the channel of code `channel` (SQL) never sells of the level row `level`."""
    return f"""coalesce((
        select greatest(0, kept.quantity - {level}.kept) from channel_safety kept
        where kept.stock_item_id = {level}.stock_item_id
          and kept.channel_id = (select id from channel where code = {channel})
          and (kept.location_id is null or kept.location_id = {level}.location_id)
        order by kept.location_id nulls last limit 1), 0)"""  # noqa: S608 - our own names
