"""`make fuzz`: a hundred thousand cases over all doors; each that goes wrong is printed with its seed."""

import argparse
import sys
import time
import traceback

from tests.fuzz.doors import DOORS, knock

# A file is written, or the whole bot is asked, for each of these; they get fewer of the cases.
SHARES = {
    **{"a workbook's XML": 0.02, "a workbook's cells": 0.02},
    **{"a workbook": 0.02, "a YAML file": 0.03, "a team": 0.08, "a plan": 0.08, "a CSV file": 0.05, "a command": 0.01},
    **{"a button": 0.03, "a form over the wire": 0.03, "a form as it is drawn": 0.005, "an event": 0.01},
    **{"the signed door": 0.08, "the playground": 0.05},
}


def main() -> int:
    """Knock; the exit code says whether anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    cases = parser.parse_args().cases
    rest = (1 - sum(SHARES.values())) / (len(DOORS) - len(SHARES))
    wrong = tried = 0
    for door in DOORS:
        began, taken, count = time.monotonic(), 0, round(cases * SHARES.get(door, rest))
        for seed in range(count):
            try:
                taken += knock(door, seed)
            except Exception:  # noqa: BLE001  (whatever it is, it is a finding)
                wrong += 1
                print(f"{door}, seed {seed}:")
                traceback.print_exc()
        tried += count
        print(f"{door}: {count} cases, {taken} taken ({time.monotonic() - began:.0f} s)", flush=True)
    print(f"{tried} cases in all: {wrong} went wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
