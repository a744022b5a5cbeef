"""The door of the stock: reserve, allocate, release, ship, sell, give back, count, adjust. Nothing here commits."""

from app.domains.inventory.service.counting import (
    adjust,
    set_on_hand,
)
from app.domains.inventory.service.exceptions import (
    note_exception,
)
from app.domains.inventory.service.holding import hold_everywhere, put_on_hold, release_hold
from app.domains.inventory.service.items import (
    count_items,
    draws_of,
    ensure_items,
    find_item,
    has_own_stock,
    open_levels,
    rename_item,
    set_draws,
)
from app.domains.inventory.service.keeping import PastZero, sell_past_zero, set_safety
from app.domains.inventory.service.moving import (
    change,
    deallocate,
    receive,
    sell,
    ship,
    take_back,
    unship,
)
from app.domains.inventory.service.places import (
    add_location,
    find_location,
    locations,
)
from app.domains.inventory.service.promising import (
    RESERVED_FOR,
    allocate,
    held_by,
    hold,
    keep_holding,
    let_go,
    release,
    release_expired,
    reserve,
    shortages,
)
from app.domains.inventory.service.transfer_arrival import Arrived, receive_transfer, settle_line
from app.domains.inventory.service.transfers import (
    Wish,
    approve_transfer,
    cancel_transfer,
    dispatch_transfer,
    pick_transfer,
    refuse_transfer,
    request_transfer,
)

__all__ = [
    "RESERVED_FOR",
    "Arrived",
    "PastZero",
    "Wish",
    "add_location",
    "adjust",
    "allocate",
    "approve_transfer",
    "cancel_transfer",
    "change",
    "count_items",
    "deallocate",
    "dispatch_transfer",
    "draws_of",
    "ensure_items",
    "find_item",
    "find_location",
    "has_own_stock",
    "held_by",
    "hold",
    "hold_everywhere",
    "keep_holding",
    "let_go",
    "locations",
    "note_exception",
    "open_levels",
    "pick_transfer",
    "put_on_hold",
    "receive",
    "receive_transfer",
    "refuse_transfer",
    "release",
    "release_expired",
    "release_hold",
    "rename_item",
    "request_transfer",
    "reserve",
    "sell",
    "sell_past_zero",
    "set_draws",
    "set_on_hand",
    "set_safety",
    "settle_line",
    "ship",
    "shortages",
    "take_back",
    "unship",
]
