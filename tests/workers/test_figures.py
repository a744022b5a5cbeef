"""What operators see of the work that waits."""

from app.config import override
from app.core import events, relay
from app.core.db import unit_of_work
from tests.workers.conftest import Happened


def test_the_outbox_says_how_far_behind_it_is(inside):
    with unit_of_work():
        assert relay.lag() == relay.Lag(waiting=0, oldest_seconds=0, failing=0, dead=0)
        events.record(Happened(what="a"))
    with unit_of_work():
        lag = relay.lag()

    assert lag.waiting == 1
    assert 0 <= lag.oldest_seconds < 60


def test_metrics_tell_the_broker_s_backlog(app, shop, sender):
    sender.send("tests.work", {})
    with override(metrics_token="a token"):
        assert shop.get("/metrics").status_code == 404
        told = shop.get("/metrics", headers={"Authorization": "Bearer a token"}).get_data(as_text=True)

    assert 'galleria_jobs{state="waiting"} 1.0' in told
    assert "galleria_workers 1.0" in told
