"""Work that takes long or much memory, such as hashing a password, done in threads, few at a time."""

from __future__ import annotations

from web.threads import Threads

AT_ONCE = 2
"""A hash takes 64 MiB and most of a core; the rest wait, and the loop answers others meanwhile."""
in_turn = Threads("passwords", AT_ONCE).run
