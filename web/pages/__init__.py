"""The public pages as text: pure functions of a view, an edition and a reader."""
