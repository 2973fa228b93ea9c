import functools

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import handrail.clinic.agrees
import handrail.clinic.ids


class Migration(migrations.Migration):
    dependencies = [("clinic", "0003_change")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="questions_shown",
            field=models.CharField(
                blank=True,
                choices=[("", "as the screen is wide"), ("one", "one at a time"), ("all", "all at once")],
                default="",
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=functools.partial(handrail.clinic.ids.new, "dra"),
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("scale", models.CharField(max_length=40)),
                ("asking", models.CharField(max_length=32, unique=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="clinic.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="clinic.patient"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("patient", "scale"), name="draft_once"),
                    handrail.clinic.agrees.Agrees("patient", name="draft_as_patient", on=("clinic",)),
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=40)),
                ("answer", models.CharField(blank=True, max_length=12)),
                ("answered_at", models.DateTimeField()),
                ("key", models.CharField(max_length=200)),
                ("revision", models.PositiveIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft_answers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="clinic.draft"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("draft", "item"), name="draft_answer_once")],
            },
        ),
    ]
