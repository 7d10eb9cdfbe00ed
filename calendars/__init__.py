"""Entries of a meeting as bytes for calendars: iCalendar components and feeds, without HTTP or database."""
