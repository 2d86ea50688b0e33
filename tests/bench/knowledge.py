"""How fast the knowledge base answers, built in and twenty times as large, and what it adds to the bot's memory."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bot.domain.entries import Entry
from bot.usecases.knowledge import BUILT_IN, answer, build_index
from storage.knowledge_files import read_folder
from tests.knowledge.samples import own

_MEMORY = """
import matplotlib, psutil, slack_bolt, yaml, bot.settings, storage.tables, storage.database  # what the bot has anyway
before = psutil.Process().memory_info().rss
from bot.usecases.knowledge import answer, load_index
index = load_index()
answer(index, "how do we hire researchers")
print((psutil.Process().memory_info().rss - before) / 2**20)
"""


def figures() -> Iterator[tuple[str, str, str]]:
    """Each figure with the bound it is held against."""
    passages = _passages(250)
    began = time.perf_counter()
    build_index(passages)
    yield "250 passages indexed", f"{time.perf_counter() - began:.2f} s", "at most 1 s"
    for size, bound in ((250, "at most 5 ms"), (5_000, "at most 20 ms")):
        index = build_index(_passages(size))
        took = []
        for sample in own():
            began = time.perf_counter()
            answer(index, sample.question, sample.previous)
            took.append((time.perf_counter() - began) * 1000)
        yield f"a question at {size:,} passages, 99th percentile", f"{np.percentile(took, 99):.1f} ms", bound
    done = subprocess.run([sys.executable, "-c", _MEMORY], capture_output=True, text=True, check=True)
    yield "memory the knowledge base adds", f"{float(done.stdout):.0f} MB", "under 40 MB"


def _passages(size: int) -> list[Entry]:
    """So many passages: the built-in ones, as often as it takes, each with words of its own."""
    entries = read_folder(BUILT_IN).entries
    return [
        replace(entries[n % len(entries)], id=f"{n}", text=f"{entries[n % len(entries)].text} w{n} v{n % 97}")
        for n in range(size)
    ]
