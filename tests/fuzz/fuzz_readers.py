"""Hurts good files at random for as long as it is told, and stops at the first that a reader does not bear.

Usage: PYTHONPATH=tests .venv/bin/python tests/fuzz/fuzz_readers.py SECONDS [SEED]

A file is borne that is read, or refused by InvalidInput, within five seconds and 2 GB. It prints how many were; one
that is not is kept, and named.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from random import Random

from attack.nasties import CALENDARS, MEETING_FILES, TABLES
from attack.seeds import CALENDAR_SEED, MEETING_SEED, TABLE_SEED, WORKBOOK_SEED
from attack.test_nasty_files import READERS

from agenda.errors import InvalidInput

MOST_SECONDS, MOST_BYTES, LONGEST = 5.0, 2_000_000_000, 20_000
SEEDS: dict[str, tuple[bytes, ...]] = {
    "meeting": (MEETING_SEED, *MEETING_FILES.values()),
    "calendar": (CALENDAR_SEED, *CALENDARS.values()),
    "table": (TABLE_SEED, WORKBOOK_SEED, WORKBOOK_SEED, *TABLES.values()),
}


def hurt(random: Random, data: bytes, other: bytes) -> bytes:
    """The bytes with some flipped, cut out, doubled, or taken from another file."""
    hurt = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        at, length = random.randrange(len(hurt) + 1), random.choice((1, 2, 8, 64, 512))
        match random.randrange(5):
            case 0:
                hurt[at : at + 1] = bytes([random.randrange(256)])
            case 1:
                del hurt[at : at + length]
            case 2:
                hurt[at:at] = hurt[at : at + length] * random.choice((1, 2, 50))
            case 3:
                begin = random.randrange(len(other) + 1)
                hurt[at:at] = other[begin : begin + length]
            case _:
                hurt[at:at] = random.choice(
                    (b"\r\n", b"\0", b"\xff", b"&a *a", b"99999999999", b"-1", b"{[", b"\xed\xa0\x80")
                )
    return bytes(hurt)


def main(seconds: float, seed: int) -> int:
    """Fuzzes each reader in turn; 1 where one broke."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    random, ends, borne = Random(seed), time.monotonic() + seconds, dict.fromkeys(READERS, 0)  # noqa: S311 - no secret
    small = {kind: [one for one in seeds if len(one) < LONGEST] for kind, seeds in SEEDS.items()}
    while time.monotonic() < ends:
        for kind, read in READERS.items():
            data = hurt(random, random.choice(small[kind]), random.choice(small[kind]))
            if complaint := _complaint(read, data):
                kept = Path(f"fuzz-{kind}-{seed}-{borne[kind]}")
                kept.write_bytes(data)
                print(f"{kind}: {complaint}; the file is {kept}")  # noqa: T201
                return 1
            borne[kind] += 1
    print(f"seed {seed}: " + ", ".join(f"{count} {kind} files" for kind, count in borne.items()) + " borne")  # noqa: T201
    return 0


def _complaint(read: object, data: bytes) -> str:
    since = time.process_time()
    try:
        read(data)  # type: ignore[operator]
    except InvalidInput:
        pass
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:300]
    taken = time.process_time() - since
    return f"{taken:.1f} s" if taken > MOST_SECONDS else ""


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
