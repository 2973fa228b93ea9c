import functools

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import handrail.clinic.ids


class Migration(migrations.Migration):
    dependencies = [("clinic", "0002_visit_booked_once")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=functools.partial(handrail.clinic.ids.new, "chg"),
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("key", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("patient", "patient"), ("device", "device"), ("room", "room")], max_length=8
                    ),
                ),
                ("about", models.CharField(db_index=True, max_length=32)),
                ("was", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="clinic.clinic"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [models.UniqueConstraint(fields=("clinic", "by", "key"), name="change_once")],
            },
        ),
    ]
