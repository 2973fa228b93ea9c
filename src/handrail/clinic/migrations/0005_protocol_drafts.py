import functools

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import handrail.clinic.ids


class Migration(migrations.Migration):
    dependencies = [("clinic", "0004_drafts")]

    operations = [
        migrations.CreateModel(
            name="ProtocolDraft",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=functools.partial(handrail.clinic.ids.new, "prd"),
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("replaces", models.CharField(max_length=64)),
                ("changes", models.TextField()),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="protocol_drafts", to="clinic.clinic"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="protocol_drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("clinic", "person"), name="protocol_draft_once")],
            },
        ),
    ]
