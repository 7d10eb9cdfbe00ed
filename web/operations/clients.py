"""Which calendar program asks, by its User-Agent (RFC 9110 §10.1.5): one of a few families, so counts are bounded."""

from __future__ import annotations

OTHER = "other"
SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"google-calendar-importer", "google"),
    (b"googlebot", OTHER),
    (b"thunderbird", "thunderbird"),
    (b"lightning/", "thunderbird"),
    (b"evolution", "evolution"),
    (b"outlook", "outlook"),
    (b"microsoft office", "outlook"),
    (b"microsoft-exchange", "outlook"),
    (b"microsoft.exchange", "outlook"),
    (b"exchangeservicesclient", "outlook"),
    (b"dataaccessd", "apple"),
    (b"calendaragent", "apple"),
    (b"calendard", "apple"),
    (b"remindd", "apple"),
    (b"accountsd", "apple"),
    (b"google", "google"),
)
"""Signs in small letters and families; of two signs in one text the former counts."""
FAMILIES = ("google", "outlook", "apple", "thunderbird", "evolution", OTHER)
MOST_KNOWN = 4_096
LONGEST_KNOWN = 300
families: dict[bytes | None, str] = {}
"""The families of the texts that came so far, as many as are worth keeping."""


def family_of(agent: bytes | None) -> str:
    """The family of a User-Agent."""
    if known := families.get(agent):
        return known
    small = (agent or b"").lower()
    family = next((family for sign, family in SIGNS if sign in small), OTHER)
    if len(families) < MOST_KNOWN and len(small) <= LONGEST_KNOWN:
        families[agent] = family
    return family
