"""GET /metrics: what was counted, for Prometheus, told to whoever knows PLENARY_METRICS_TOKEN."""

from __future__ import annotations

from collections import Counter
from hmac import compare_digest
from typing import TYPE_CHECKING, cast

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from agenda import service
from agenda.errors import StoreUnavailable
from agenda.timespan import zone_data_version
from web.operations.counts import Counted, Workers
from web.site import RELEASE, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.core import Metric
    from starlette.applications import Starlette
    from starlette.requests import Request

    from web.operations.counts import Labels
    from web.shelf import Shelf
    from web.site import Site

COUNTERS = {
    "plenary_requests": (
        "Requests answered, by route, status, and whether from ready bytes.",
        ("route", "status", "ready"),
    ),
    "plenary_feed_requests": ("Calendar feeds fetched, by family of client and status.", ("client", "status")),
    "plenary_cache_hits": ("Answers that were kept and still right.", ()),
    "plenary_cache_misses": ("Answers that had to be made.", ()),
    "plenary_renderings": ("Answers made, by media type.", ("media_type",)),
}
GAUGES = {
    "plenary_workers": ("Worker processes of this service.", ()),
    "plenary_cache_bytes": ("Memory taken by answers that are kept.", ()),
    "plenary_cache_answers": ("Answers that are kept.", ()),
    "plenary_live_pages": ("Open pages that are told of publications.", ()),
}
UNSET = "Metrics are told to nobody: set PLENARY_METRICS_TOKEN, and send it as Authorization: Bearer TOKEN.\n"
OTHERWISE = "Metrics are told to whoever sends PLENARY_METRICS_TOKEN as Authorization: Bearer TOKEN.\n"


async def metrics(request: Request) -> Response:
    """GET `/metrics`: the counts of all workers together, and what the database holds; 403 without the token."""
    token = site_of(request).settings.metrics_token.get_secret_value()
    if not token or not _is_told(request, token):
        return PlainTextResponse(OTHERWISE if token else UNSET, 403, {"cache-control": "no-store"})
    body = await run_in_threadpool(exposition, request.app)
    return Response(
        body, headers={"content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store"}
    )


def _is_told(request: Request, token: str) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode())


def exposition(app: Starlette) -> bytes:
    """The text format of Prometheus, version 0.0.4."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(app))
    return generate_latest(registry)


class _Collected:
    """What prometheus_client asks for its families of metrics."""

    def __init__(self, app: Starlette) -> None:
        self.app = app

    def collect(self) -> Iterator[Metric]:
        """Each metric with its samples."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily

        yield InfoMetricFamily(
            "plenary", "The release, and its zone data.", value={"release": RELEASE, "zone_data": zone_data_version()}
        )
        counted = workers_of(self.app).together()
        for name, (help_text, labels) in COUNTERS.items():
            counter = CounterMetricFamily(name, help_text, labels=labels)
            for values, number in _samples(counted.counters, name, is_plain=not labels):
                counter.add_metric(values, number)
            yield counter
        for name, (help_text, _) in GAUGES.items():
            yield GaugeMetricFamily(name, help_text, value=counted.gauges[name,])
        site = cast("Site", self.app.state.site)
        yield from _of_database(site)


def _samples(counters: Counter[Labels], name: str, *, is_plain: bool) -> Iterator[tuple[Labels, int]]:
    """The samples of a metric; one without labels has one, also before anything was counted."""
    if is_plain:
        yield (), counters[name,]
        return
    yield from sorted((labels[1:], number) for labels, number in counters.items() if labels[0] == name)


def _of_database(site: Site) -> Iterator[Metric]:
    """What stands in the database, the same for every process; nothing of it while it is away."""
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    try:
        census = service.census(site.store)
    except StoreUnavailable:
        census = None
    yield GaugeMetricFamily("plenary_database_up", "Whether the database answers.", value=int(census is not None))
    if census is not None:
        yield GaugeMetricFamily("plenary_meetings", "Meetings that were published.", value=census.meetings)
        yield CounterMetricFamily(
            "plenary_publications", "Publications, by whichever process.", value=census.publications
        )


def workers_of(app: Starlette) -> Workers:
    """The workers of the service that this application is a part of."""
    if not hasattr(app.state, "workers"):
        site = cast("Site", app.state.site)
        app.state.workers = Workers(site.settings.metrics_dir, lambda: counted_by(app))
    return cast("Workers", app.state.workers)


def counted_by(app: Starlette) -> Counted:
    """What this process has counted."""
    site, counters = cast("Site", app.state.site), Counter[tuple[str, ...]]()
    for ready, answered in (("yes", site.tally.ready), ("no", site.tally.routed)):
        for (route, status, client), number in answered.copy().items():
            counters["plenary_requests", route, str(status), ready] += number
            if route.endswith(".ics"):
                counters["plenary_feed_requests", client, str(status)] += number
    shelves = _shelves(app)
    counters["plenary_cache_hits",] = sum(site.tally.ready.copy().values()) + sum(shelf.found for shelf in shelves)
    for shelf in shelves:
        for media_type, number in shelf.made.copy().items():
            counters["plenary_cache_misses",] += number
            counters["plenary_renderings", media_type.partition(";")[0]] += number
    return Counted(counters, _held(app, shelves))


def _held(app: Starlette, shelves: list[Shelf]) -> Counter[Labels]:
    publications = getattr(app.state, "publications", None)
    return Counter(
        {
            ("plenary_workers",): 1,
            ("plenary_cache_bytes",): sum(shelf.weight for shelf in shelves),
            ("plenary_cache_answers",): sum(len(shelf) for shelf in shelves),
            ("plenary_live_pages",): len(publications.pages) if publications else 0,
        }
    )


def _shelves(app: Starlette) -> list[Shelf]:
    site, personal = cast("Site", app.state.site), getattr(app.state, "personal", None)
    return [site.shelf, site.selections, *([personal.shelf] if personal else [])]


ROUTES = [Route("/metrics", metrics)]
