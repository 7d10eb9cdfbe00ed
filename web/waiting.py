"""A worker that starts while the database is away: it waits a little, and the others answer from what they keep."""

from __future__ import annotations

import logging
import sys
from time import sleep
from typing import TYPE_CHECKING

from agenda.errors import StoreUnavailable
from agenda.store.migrations import require_schema

if TYPE_CHECKING:
    from agenda.store import Store

TIMES, SECONDS = 6, 0.5
log = logging.getLogger("plenary")


def wait_for_schema(store: Store) -> None:
    """Returns once the database is at this release's schema; raises SystemExit where it is not within three seconds.

    The command that started this worker starts another then, as long as nobody ends it: to wait here without an end
    would be to miss that.
    """
    for _ in range(TIMES):
        try:
            require_schema(store)
        except StoreUnavailable as error:
            reason = error
            sleep(SECONDS)
        else:
            return
    log.error("a worker cannot start: %s", reason)
    sys.exit(1)
