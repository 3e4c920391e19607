from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="scope",
            name="place_name",
            field=models.CharField(
                db_comment="The place the user is bound to, as the header shows it.", db_default="", max_length=140
            ),
        )
    ]
