"""The tables of truth. Samples are clustered by session and cursor: in SQLite that takes a table without row ids."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F, Q

FIRST_PREV = "0" * 64

SAMPLE_TABLE = """
CREATE TABLE record_sample (
    session text NOT NULL,
    cursor bigint NOT NULL CHECK (cursor >= 1),
    received_us bigint NOT NULL,
    device_us bigint NULL,
    channel text NOT NULL,
    device text NOT NULL,
    value text NULL,
    absent text NULL,
    PRIMARY KEY (session, cursor)
)
"""
SAMPLE_INDEX = "CREATE INDEX record_sample_received ON record_sample (session, received_us)"


def make_sample_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Cluster the samples where the database can."""
    clustered = " WITHOUT ROWID" if schema_editor.connection.vendor == "sqlite" else ""
    schema_editor.execute(SAMPLE_TABLE + clustered)
    schema_editor.execute(SAMPLE_INDEX)


def drop_sample_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Undo, for a database that was made for a test."""
    schema_editor.execute("DROP TABLE record_sample")


class Migration(migrations.Migration):
    """Streams, events, answers, samples, messages, pulse."""

    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Stream",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=32)),
                ("clinic_id", models.CharField(max_length=64)),
                ("subject_id", models.CharField(max_length=64, null=True)),
                ("head_seq", models.BigIntegerField(default=0)),
                ("head_hash", models.CharField(default=FIRST_PREV, max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "clinic_id"], name="record_stream_of_clinic")],
                "constraints": [models.CheckConstraint(condition=Q(head_seq__gte=0), name="record_stream_head")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "stream", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.BigIntegerField()),
                ("kind", models.CharField(max_length=64)),
                ("version", models.IntegerField()),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=64)),
                ("payload", models.TextField()),
                ("prev", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                (
                    "stream",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="record.stream",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(seq__gte=1), name="record_event_seq"),
                    models.CheckConstraint(condition=Q(version__gte=1), name="record_event_version"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "stream", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("from_seq", models.BigIntegerField()),
                ("through_seq", models.BigIntegerField()),
                (
                    "stream",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="record.stream",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(from_seq__gte=1, through_seq__gte=F("from_seq")), name="record_answer_range"
                    )
                ],
            },
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SampleRow",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "session", "cursor", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("session", models.TextField()),
                        ("cursor", models.BigIntegerField()),
                        ("received_us", models.BigIntegerField()),
                        ("device_us", models.BigIntegerField(null=True)),
                        ("channel", models.TextField()),
                        ("device", models.TextField()),
                        ("value", models.TextField(null=True)),
                        ("absent", models.TextField(null=True)),
                    ],
                    options={
                        "db_table": "record_sample",
                        "indexes": [models.Index(fields=["session", "received_us"], name="record_sample_received")],
                    },
                )
            ],
            database_operations=[migrations.RunPython(make_sample_table, drop_sample_table)],
        ),
        migrations.CreateModel(
            name="SampleHead",
            fields=[
                ("session", models.TextField(primary_key=True, serialize=False)),
                ("cursor", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender", models.TextField()),
                ("control_id", models.TextField(null=True)),
                ("received_at", models.DateTimeField()),
                ("raw", models.BinaryField()),
                ("cut", models.BooleanField()),
                ("outcome", models.CharField(max_length=2)),
                ("reason", models.TextField()),
                ("clinic_id", models.TextField(null=True)),
                ("session", models.TextField(null=True)),
                ("device", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=~Q(outcome="AA"), fields=["clinic_id", "-id"], name="record_message_unplaced"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("sender", "control_id"), name="record_message_once"),
                    models.CheckConstraint(condition=Q(outcome__in=["AA", "AE", "AR"]), name="record_message_outcome"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pulse",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("beat_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=Q(id=1), name="record_pulse_single")],
            },
        ),
    ]
