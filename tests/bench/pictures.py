"""How long each picture takes, and how large it is."""

import time
from collections.abc import Iterator

import numpy as np

from tests.pictures import PICTURES


def measure() -> Iterator[tuple[str, str, str]]:
    """Each figure as its name, its value, and the bound it is held against."""
    for name, (draw, _) in PICTURES.items():
        png, took = draw(), []
        for _ in range(5):
            began = time.perf_counter()
            draw()
            took.append(time.perf_counter() - began)
        yield f"drawing the picture {name!r}, median of 5", f"{np.median(took) * 1000:.0f} ms", "at most 300 ms"
        yield "its size", f"{len(png) / 1000:.0f} kB", "at most 150 kB"
