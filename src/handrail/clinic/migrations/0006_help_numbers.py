import functools

import django.db.models.deletion
from django.db import migrations, models

import handrail.clinic.agrees
import handrail.clinic.ids

NUMBERS = ("phone", "night_phone", "crisis_line", "emergency_number")


class Migration(migrations.Migration):
    dependencies = [("clinic", "0005_protocol_drafts")]

    operations = [
        *(
            migrations.AddField(
                "clinic", name, models.CharField(blank=True, default="", max_length=32), preserve_default=False
            )
            for name in NUMBERS
        ),
        migrations.AddField("clinic", "opening", models.JSONField(blank=True, default=dict)),
        migrations.AlterField(
            "change",
            "kind",
            models.CharField(
                choices=[("patient", "patient"), ("device", "device"), ("room", "room"), ("clinic", "clinic")],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="ToRead",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=functools.partial(handrail.clinic.ids.new, "trd"),
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("asking", models.CharField(max_length=32, unique=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="to_read", to="clinic.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="to_read", to="clinic.patient"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    handrail.clinic.agrees.Agrees("patient", name="to_read_as_patient", on=("clinic",)),
                ],
            },
        ),
    ]
