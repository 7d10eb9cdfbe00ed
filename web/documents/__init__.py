"""The agenda as documents that are carried, sent and edited."""
