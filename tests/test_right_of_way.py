"""Work that nobody watches gives way to whoever waits, and goes on all the same."""

import threading
import time

import pytest

from bot.right_of_way import APART_SECONDS, RightOfWay


def test_work_waits_until_nobody_waits() -> None:
    """It goes on after the last acknowledgement and not before."""
    way, order = RightOfWay(), list[str]()
    inside = threading.Event()

    def work() -> None:
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
    """Whoever gives way goes on after a while, one after the other, however many still wait."""
    way = RightOfWay()
    with way.urgent(), way.urgent():
        began = time.monotonic()
        workers = [threading.Thread(target=way.give_way) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert time.monotonic() - began >= 3 * APART_SECONDS


def test_a_failure_gives_the_way_back() -> None:
    """A listener that fails does not leave its claim behind."""
    way = RightOfWay()

    def listen() -> None:
        with way.urgent():
            raise LookupError

    with pytest.raises(LookupError):
        listen()
    assert way.nobody_waits
