from django.db import migrations, models

# The months that are kept already are judged when they are refreshed next, or rebuilt.
DUE = """
insert into base_change (desa_id, period)
select a.id, k
from puskesmas_area a, base_window w, generate_series(w.first_period, w.last_period) k
where a.level = 'desa' and exists (select from pws_posyandumonth)
"""


class Migration(migrations.Migration):
    dependencies = [("pws", "0003_approval")]

    operations = [
        migrations.AddField(
            model_name="posyandumonth",
            name="is_on_time",
            field=models.BooleanField(
                db_comment="A nakes validated every such session by the closing day of the next month.",
                db_default=False,
            ),
        ),
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
    ]
