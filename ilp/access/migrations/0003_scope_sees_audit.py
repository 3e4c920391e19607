from django.db import migrations, models

from ilp.access.roles import RIGHTS, Can


def fill(apps, schema_editor):
    roles = [role for role, rights in RIGHTS.items() if Can.SEE_AUDIT in rights]
    apps.get_model("access", "Scope").objects.filter(user__role__in=roles).update(sees_audit=True)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_scope_place_name")]

    operations = [
        migrations.AddField(
            model_name="scope",
            name="sees_audit",
            field=models.BooleanField(db_comment="The role holds Can.SEE_AUDIT.", db_default=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
