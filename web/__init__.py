"""Everything a person or a client touches: pages, feeds, the command line."""
