"""The fields of every noun of a meeting: how each is shown in a form, read from one, and told in words."""
