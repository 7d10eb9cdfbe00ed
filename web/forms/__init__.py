"""Other forms of a meeting than pages and calendars: JSON, JSON-LD, Atom, and frab's schedules."""
