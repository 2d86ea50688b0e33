"""Work that nobody watches gives way to whoever waits, and goes on all the same."""

import threading
import time

import pytest

from bot.right_of_way import SHARE_OF_WORK, RightOfWay


def test_work_waits_until_nobody_waits() -> None:
    """It goes on after the last acknowledgement and not before."""
    way, order = RightOfWay(), list[str]()
    inside = threading.Event()

    def work() -> None:
        way.give_way()
        _keep_busy(0.2)
        inside.set()
        way.give_way()
        order.append("worked")

    worker = threading.Thread(target=work)
    with way.urgent():
        worker.start()
        inside.wait()
        order.append("acknowledged")
    worker.join()
    assert order == ["acknowledged", "worked"]


def test_an_endless_rush_stops_no_work() -> None:
    """However many still wait, work goes on, with a share of the time and not with all of it."""
    way = RightOfWay()
    with way.urgent():
        way.give_way()
        _keep_busy(0.05)
        began = time.monotonic()
        way.give_way()
        assert time.monotonic() - began >= 0.05 * (1 - SHARE_OF_WORK) / SHARE_OF_WORK


def test_a_failure_gives_the_way_back() -> None:
    """A listener that fails does not leave its claim behind."""
    way = RightOfWay()

    def listen() -> None:
        with way.urgent():
            raise LookupError

    with pytest.raises(LookupError):
        listen()
    assert way.nobody_waits


def _keep_busy(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
