"""Changes to the schema, one module each, run by Alembic."""
