"""The meeting itself: a value, its edits, its findings and its publication; no HTTP, no iCalendar, no clock."""
