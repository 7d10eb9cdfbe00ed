"""Where documents are typeset: in processes of their own, few at once, each bounded in time and memory.

What waits is bounded too, in number and in the time that it would wait, so that whoever asks for one agenda in every
zone of the world is told at once when to come back. A document that proved too large is not tried again for a while.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import OrderedDict
from contextlib import contextmanager
from hashlib import sha256
from math import ceil
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING

from agenda.errors import AgendaError
from web.documents.typesetting import MISSING, TOO_LARGE
from web.making import Maker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.settings import Settings

MEGABYTE = 1_000_000
PRESSES = 2
MOST_WAITING = 12
"""Documents under way, those that wait for a press included."""
PATIENCE = 3
"""How many times its processor time a document may take on a machine that others use too."""
SECONDS_UNTIL_TRIED_AGAIN = 600
SECONDS_OF_A_QUEUE = 10
MOST_SECONDS_OF_A_QUEUE = 30
"""How long a document may be expected to wait for a press: proxies give up after a minute, its making included."""
WEIGHT_OF_THE_LAST = 0.3
SECONDS_AT_THE_END = 3.0
"""What is being typeset when the service is asked to end may be done in; servers wait a little longer than that."""
MOST_REMEMBERED = 256
SECRETS = "PLENARY_"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk"


class NotPrinted(AgendaError):
    """A document that cannot be made now; its sentence says why and what to do, and may be read by anybody.

    `wait` is in how many seconds asking again makes sense.
    """

    def __init__(self, message: str, *, wait: int) -> None:
        self.wait = wait
        super().__init__(message)


class NotInstalled(NotPrinted):
    """What PDFs are made with is missing on this machine."""


class TooLong(NotPrinted):
    """A document that takes more time or memory than it may."""


class Stopped(NotPrinted):
    """The service was ended meanwhile."""


class Busy(NotPrinted):
    """As many documents as may wait are waiting."""


class Press:
    """Typesets documents; `maker` has as many threads as there are presses, each of which waits for a process."""

    def __init__(self, *, seconds: int, most_bytes: int) -> None:
        self.seconds, self.most_bytes = seconds, most_bytes
        self.maker = Maker(threads=PRESSES, admit=self.admit)
        self._usual = 0.0
        self._lock, self._is_stopped = Lock(), False
        self._running: set[subprocess.Popen[bytes]] = set()
        self._failed: OrderedDict[bytes, tuple[float, TooLong]] = OrderedDict()

    @staticmethod
    def of(settings: Settings) -> Press:
        """The press with these settings."""
        return Press(seconds=settings.pdf_seconds, most_bytes=settings.pdf_mb * MEGABYTE)

    def typeset(self, html: str, *, base: str) -> bytes:
        """The PDF of a document whose relative addresses are below `base`; raises NotPrinted. It takes its time."""
        source = html.encode()
        mark = sha256(source).digest()
        self._require_untried(mark)
        began = monotonic()
        code, made, said = self._run(source, base)
        if code == 0:
            self.took(monotonic() - began)
            return made
        if self._is_stopped:
            raise Stopped("The service is being restarted; ask again shortly.", wait=SECONDS_OF_A_QUEUE)
        if code == MISSING:
            raise _not_installed(said)
        if code == TOO_LARGE or code < 0:
            raise self._remember(mark, self._too_long())
        raise RuntimeError(f"typesetting failed: {said[-2_000:]}")

    def admit(self, under_way: int) -> None:
        """Raises Busy where another document would wait too long for those under way, going by how long they take."""
        turns = under_way // PRESSES
        expected = ceil(turns * self._usual)
        if under_way >= MOST_WAITING or expected > MOST_SECONDS_OF_A_QUEUE:
            message = "Many documents are being made just now; ask again in a while."
            raise Busy(message, wait=max(SECONDS_OF_A_QUEUE, expected))

    def took(self, seconds: float) -> None:
        """Keeps how long documents take: a mean in which the last weighs most."""
        self._usual += WEIGHT_OF_THE_LAST * (seconds - self._usual)

    @property
    def is_working(self) -> bool:
        """Whether something is being typeset."""
        return bool(self._running)

    @contextmanager
    def working(self) -> Iterator[None]:
        """While the service runs; at its end what is being typeset is ended, and what waits is not begun."""
        self._is_stopped = False
        try:
            yield
        finally:
            self._stop()

    def end(self) -> None:
        """Begins nothing more, and ends what is not done shortly: whoever waits is told, not cut off."""
        with self._lock:
            self._is_stopped = True
        last = Timer(SECONDS_AT_THE_END, self._stop)
        last.daemon = True
        last.start()

    def _stop(self) -> None:
        with self._lock:
            self._is_stopped = True
            running = list(self._running)
        for process in running:
            process.kill()

    def _run(self, source: bytes, base: str) -> tuple[int, bytes, str]:
        """The exit code, below 0 where the process was killed; what it made, and what it said."""
        with self._lock:
            if self._is_stopped:
                return -1, b"", ""
            process = self._process(base)
            self._running.add(process)
        try:
            made, said = process.communicate(source, timeout=self.seconds * PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            made, said = process.communicate()
        finally:
            with self._lock:
                self._running.discard(process)
        return process.returncode, made, said.decode(errors="replace")

    def _process(self, base: str) -> subprocess.Popen[bytes]:
        """The process, in which nothing varies from one to the next, and which knows none of our secrets."""
        command = [sys.executable, "-P", "-m", "web.documents.typesetting", base]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}
        return subprocess.Popen(  # noqa: S603 - our own program
            [*command, str(self.seconds), str(self.most_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment | {"PYTHONHASHSEED": "0"},
        )

    def _require_untried(self, mark: bytes) -> None:
        with self._lock:
            until, error = self._failed.get(mark, (0.0, None))
        if error is not None and monotonic() < until:
            raise error

    def _remember(self, mark: bytes, error: TooLong) -> TooLong:
        with self._lock:
            self._failed[mark] = (monotonic() + SECONDS_UNTIL_TRIED_AGAIN, error)
            while len(self._failed) > MOST_REMEMBERED:
                self._failed.popitem(last=False)
        return error

    def _too_long(self) -> TooLong:
        return TooLong(
            f"This document takes more than the {self.seconds} seconds or {self.most_bytes // MEGABYTE} MB that this"
            " service allows a PDF. Choose a part of the agenda, or print its page from a browser; who runs the service"
            " may raise PLENARY_PDF_SECONDS or PLENARY_PDF_MB.",
            wait=SECONDS_UNTIL_TRIED_AGAIN,
        )


def _not_installed(said: str) -> NotInstalled:
    cause = (said.strip().splitlines() or ["unknown"])[0][:200]
    return NotInstalled(
        f"PDFs cannot be made on this machine; who runs it installs them with “apt-get install {PACKAGES}” and"
        f" “pip install plenary-agenda[documents]”. What is missing: {cause}",
        wait=SECONDS_UNTIL_TRIED_AGAIN,
    )
