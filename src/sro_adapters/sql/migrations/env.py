"""What Alembic runs: the migrations, on the connection that is handed in."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="sro_schema",
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
