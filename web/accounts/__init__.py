"""Log-ins, accounts and API tokens of organisers, as pages; and who asks, for every route that needs to know."""
