"""When subscribers' calendars ask: requests a second by kind of client, the mean and the peak after a full hour.

A simulation of two days of 5 million subscribers: each has a kind of client, the interval of its kind, and a phase;
what runs on a clock (a phone's or a desktop's scheduler) begins near the full hour, what a provider's servers fetch is
spread over the day. Run as `python tests/bench/polling.py [SUBSCRIBERS]`.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass

SUBSCRIBERS = 5_000_000
SAMPLE = 200_000
"""Subscribers that are simulated; each stands for as many as it takes."""
DAY, HOUR, MINUTE = 86_400, 3_600, 60
SETTLED = DAY
"""The first day is not counted: clients that ask once a day are spread by then."""


@dataclass(frozen=True)
class Client:
    """A kind of client: its part of all subscribers, seconds between two requests, and how it keeps to them.

    `on_the_hour` is the part that asks within a minute or so of a full interval of the clock, as schedulers of
    operating systems do. `keeps_etag`: whether it asks for what changed since.
    """

    name: str
    part: float
    shortest: float
    longest: float
    on_the_hour: float
    keeps_etag: bool


CLIENTS = (
    Client("Google Calendar", 0.40, 12 * HOUR, 24 * HOUR, 0.0, keeps_etag=False),
    Client("Outlook (Microsoft 365)", 0.25, 3 * HOUR, 3 * HOUR, 0.0, keeps_etag=False),
    Client("Apple, each hour", 0.15, HOUR, HOUR, 0.3, keeps_etag=True),
    Client("Apple, each quarter of an hour", 0.03, 15 * MINUTE, 15 * MINUTE, 0.3, keeps_etag=True),
    Client("Apple, each day", 0.07, DAY, DAY, 0.3, keeps_etag=True),
    Client("Thunderbird", 0.06, 30 * MINUTE, 30 * MINUTE, 0.0, keeps_etag=True),
    Client("others, each hour", 0.04, HOUR, HOUR, 0.5, keeps_etag=True),
)
SPREAD_ON_THE_HOUR = 30.0
"""Seconds of the standard deviation with which those ask that keep to the clock."""


def moments(client: Client, chance: random.Random) -> list[float]:
    """When one subscriber asks, in seconds, over two days."""
    interval = chance.uniform(client.shortest, client.longest)
    is_on_the_hour = chance.random() < client.on_the_hour
    at = 0.0 if is_on_the_hour else chance.uniform(0, interval)
    asked = []
    while at < 2 * DAY:
        late = abs(chance.gauss(0, SPREAD_ON_THE_HOUR)) if is_on_the_hour else chance.uniform(0, MINUTE)
        asked.append(at + late)
        at += interval
    return asked


def simulate(subscribers: int, *, seed: int = 1) -> dict[str, list[float]]:
    """Requests a second in each second of the second day, by client; scaled from a sample to all subscribers."""
    chance = random.Random(seed)  # noqa: S311
    found = {}
    for client in CLIENTS:
        members = max(1, round(SAMPLE * client.part))
        scale = subscribers * client.part / members
        seconds = [0.0] * DAY
        for _ in range(members):
            for at in moments(client, chance):
                if SETTLED <= at < SETTLED + DAY:
                    seconds[int(at - SETTLED)] += scale
        found[client.name] = seconds
    return found


def busiest(seconds: list[float], *, width: int = 10) -> float:
    """Requests a second in the busiest stretch of so many seconds."""
    total = sum(seconds[:width])
    most = total
    for at in range(width, len(seconds)):
        total += seconds[at] - seconds[at - width]
        most = max(most, total)
    return most / width


def main() -> None:
    """Print the table."""
    subscribers = int(sys.argv[1]) if len(sys.argv) > 1 else SUBSCRIBERS
    found = simulate(subscribers)
    sys.stdout.write(f"{'client':<34}{'part':>6}{'mean/s':>10}{'busiest 10 s':>14}{'of them with ETag':>20}\n")
    for client in CLIENTS:
        seconds = found[client.name]
        with_etag = "all" if client.keeps_etag else "none"
        mean = sum(seconds) / DAY
        sys.stdout.write(
            f"{client.name:<34}{client.part:>6.0%}{mean:>10,.0f}{busiest(seconds):>14,.0f}{with_etag:>20}\n"
        )
    together = [sum(each) for each in zip(*found.values(), strict=True)]
    kept = [sum(each) for each in zip(*(found[one.name] for one in CLIENTS if one.keeps_etag), strict=True)]
    mean, most, part = sum(together) / DAY, busiest(together), sum(kept) / sum(together)
    sys.stdout.write(f"{'all':<34}{1:>6.0%}{mean:>10,.0f}{most:>14,.0f}{part:>20.0%}\n")


if __name__ == "__main__":
    main()
