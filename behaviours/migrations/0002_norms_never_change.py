"""On PostgreSQL a trigger keeps what the model and its QuerySet keep on every database."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEEP = """
CREATE FUNCTION behaviours_norm_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published norm never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER behaviours_norm_never_changes BEFORE UPDATE OR DELETE ON behaviours_norm
    FOR EACH ROW EXECUTE FUNCTION behaviours_norm_never_changes();
"""
LET_GO = """
DROP TRIGGER behaviours_norm_never_changes ON behaviours_norm;
DROP FUNCTION behaviours_norm_never_changes();
"""


def keep(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(KEEP)


def let_go(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(LET_GO)


class Migration(migrations.Migration):
    dependencies = [("behaviours", "0001_initial")]

    operations = [migrations.RunPython(keep, let_go)]
