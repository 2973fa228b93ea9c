from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0001_people_places_visits")]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="booking_key",
            field=models.CharField(editable=False, max_length=200, null=True),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(fields=("patient", "booking_key"), name="visit_booked_once"),
        ),
    ]
