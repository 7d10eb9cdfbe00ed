"""How Alembic runs a migration: on the connection it is handed, in that connection's transaction."""

from alembic import context

from agenda.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
    render_as_batch=True,
)
context.run_migrations()
