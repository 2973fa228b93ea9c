"""A message is known by its number and its bytes; what was not taken is kept aside, alike ones as one.

What earlier versions kept of messages that were not taken is told aside too, and stays where it lies.
"""

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

from handrail.record.aside import SetAside, not_taken
from handrail.record.messages import DeviceMessage

APPEND_ONLY = "The record is append-only: write a later fact instead."
MESSAGE_KEPT = "A message is kept as it was answered; only its raw bytes may be emptied."
ASIDE_KEPT = "What is kept aside only grows; the bytes of its first message may be emptied."

MESSAGE_FROZEN = "sender, control_id, digest, received_at, cut, outcome, reason, clinic_id, session, device"
ASIDE_FROZEN = (
    "key, about, clinic_id, sender, device, outcome, reason, first_at, first_control_id, first_digest, first_cut"
)
GUARDS = (
    ("record_message", "record_message_no_delete", "DELETE", "", APPEND_ONLY),
    ("record_message", "record_message_kept", f"UPDATE OF {MESSAGE_FROZEN}", "", MESSAGE_KEPT),
    ("record_message", "record_message_emptied", "UPDATE OF raw", "length(NEW.raw) > 0", MESSAGE_KEPT),
    ("record_aside", "record_aside_no_delete", "DELETE", "", APPEND_ONLY),
    ("record_aside", "record_aside_kept", f"UPDATE OF {ASIDE_FROZEN}", "", ASIDE_KEPT),
    ("record_aside", "record_aside_grows", "UPDATE OF times", "NEW.times < OLD.times", ASIDE_KEPT),
    ("record_aside", "record_aside_emptied", "UPDATE OF first_raw", "length(NEW.first_raw) > 0", ASIDE_KEPT),
)
NO_TRUNCATE = (
    "CREATE TRIGGER record_aside_no_truncate BEFORE TRUNCATE ON record_aside "
    f"EXECUTE FUNCTION record_refuse('{APPEND_ONLY}')"
)


def _statement(guard: tuple[str, ...], *, sqlite: bool) -> str:
    table, name, when, condition, words = guard
    test = (f"WHEN {condition}" if sqlite else f"WHEN ({condition})") if condition else ""
    does = f"BEGIN SELECT RAISE(ABORT, '{words}'); END" if sqlite else f"EXECUTE FUNCTION record_refuse('{words}')"
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW {test} {does}"


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the guards up; SQLite lost those of the messages when the table got its new form."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for one in GUARDS:
        table, name = one[0], one[1]
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if sqlite else f" ON {table}"), params=None)
        schema_editor.execute(_statement(one, sqlite=sqlite), params=None)
    if not sqlite:
        schema_editor.execute(NO_TRUNCATE, params=None)


def tell_aside(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Tell aside what was not taken so far, in the order in which it came."""
    together: dict[str, SetAside] = {}
    for row in apps.get_model("record", "Message").objects.exclude(outcome="AA").order_by("id").iterator():
        one = not_taken(_message(row))
        together[one.key] = together[one.key].and_then(one) if one.key in together else one
    table = apps.get_model("record", "Aside")
    table.objects.bulk_create(table(**_columns(key, one)) for key, one in together.items())


def _message(row: Any) -> DeviceMessage:
    return DeviceMessage(
        sender=row.sender,
        control_id=row.control_id or "",
        received_at=row.received_at,
        raw=bytes(row.raw),
        outcome=row.outcome,
        reason=row.reason,
        clinic_id=row.clinic_id,
        session=row.session,
        device=row.device,
        cut=row.cut,
    )


def _columns(key: str, one: SetAside) -> dict[str, Any]:
    last = one.last
    alike = {name: getattr(last, name) for name in ("clinic_id", "sender", "device", "outcome", "reason")}
    ends = {
        f"{which}_{part}": getattr(message, "received_at" if part == "at" else part)
        for which, message in (("first", one.first), ("last", last))
        for part in ("at", "control_id", "digest", "raw", "cut")
    }
    return {"key": key, "about": one.about, "times": one.times, **alike, **ends}


class Migration(migrations.Migration):
    """The form, what was kept, and the guards."""

    dependencies = [("record", "0002_append_only")]
    operations = [
        migrations.RemoveIndex("Message", "record_message_unplaced"),
        migrations.RemoveConstraint("Message", "record_message_once"),
        migrations.AddField("Message", "digest", models.TextField(null=True)),
        migrations.AddConstraint(
            "Message",
            models.UniqueConstraint(fields=("sender", "control_id", "digest"), name="record_message_once"),
        ),
        migrations.CreateModel(
            name="Aside",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("about", models.CharField(max_length=16)),
                ("clinic_id", models.TextField(null=True)),
                ("sender", models.TextField()),
                ("device", models.TextField(null=True)),
                ("outcome", models.CharField(max_length=2)),
                ("reason", models.TextField()),
                ("times", models.BigIntegerField()),
                ("first_at", models.DateTimeField()),
                ("first_control_id", models.TextField()),
                ("first_digest", models.TextField()),
                ("first_raw", models.BinaryField()),
                ("first_cut", models.BooleanField()),
                ("last_at", models.DateTimeField()),
                ("last_control_id", models.TextField()),
                ("last_digest", models.TextField()),
                ("last_raw", models.BinaryField()),
                ("last_cut", models.BooleanField()),
            ],
            options={
                "indexes": [models.Index(fields=["clinic_id", "-last_at"], name="record_aside_of_clinic")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(about__in=["message", "number", "connection"]), name="record_aside_about"
                    ),
                    models.CheckConstraint(condition=Q(outcome__in=["AA", "AE", "AR"]), name="record_aside_outcome"),
                    models.CheckConstraint(condition=Q(times__gte=1), name="record_aside_times"),
                ],
            },
        ),
        migrations.RunPython(tell_aside),
        migrations.RunPython(guard),
    ]
