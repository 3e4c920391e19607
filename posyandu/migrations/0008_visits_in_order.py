from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('posyandu', '0007_diagnoses_by_day'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='visit',
            name='visit_person_day',
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(condition=models.Q(('voided_at', None)), fields=['person', 'measured_on', 'recorded_at'], name='visit_person_day'),
        ),
    ]
