"""The tables of truth. Only `handrail.record` touches them; every other part asks `log` and `telemetry`.

Events, answers, samples and heads only ever grow: triggers refuse UPDATE and DELETE (migration 0002). Ids of clinics,
patients and people are opaque here, and free text in a payload is encrypted before it comes.
"""

from django.db import models
from django.db.models import F, Q

HASH_LENGTH = 64
FIRST_PREV = "0" * HASH_LENGTH
"""What stands as `prev` in the first event of a stream."""


class Stream(models.Model):
    """One log: a visit, a course, a clinic's stock. The head is the number and hash of its last event."""

    id = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=32)
    clinic_id = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64, null=True)  # noqa: DJ001  # none is not the same as empty: nobody is meant
    head_seq = models.BigIntegerField(default=0)
    head_hash = models.CharField(max_length=HASH_LENGTH, default=FIRST_PREV)

    class Meta:
        indexes = (models.Index(fields=["kind", "clinic_id"], name="record_stream_of_clinic"),)
        constraints = (models.CheckConstraint(condition=Q(head_seq__gte=0), name="record_stream_head"),)


class Event(models.Model):
    """One fact. `payload` is canonical JSON, stored as it was hashed and never re-encoded."""

    pk = models.CompositePrimaryKey("stream", "seq")
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=64)
    version = models.IntegerField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    payload = models.TextField()
    prev = models.CharField(max_length=HASH_LENGTH)
    hash = models.CharField(max_length=HASH_LENGTH, unique=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(seq__gte=1), name="record_event_seq"),
            models.CheckConstraint(condition=Q(version__gte=1), name="record_event_version"),
        )


class Answer(models.Model):
    """What a key was answered with: the events it caused on this stream, from one number through another."""

    pk = models.CompositePrimaryKey("stream", "key")
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="answers", db_index=False)
    key = models.CharField(max_length=200)
    from_seq = models.BigIntegerField()
    through_seq = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(from_seq__gte=1, through_seq__gte=F("from_seq")), name="record_answer_range"
            ),
        )


class SampleRow(models.Model):
    """One sample, clustered by session and cursor. No foreign key: a wrong session must not fail every chair's batch."""

    pk = models.CompositePrimaryKey("session", "cursor")
    session = models.TextField()
    cursor = models.BigIntegerField()
    received_us = models.BigIntegerField()
    device_us = models.BigIntegerField(null=True)
    channel = models.TextField()
    device = models.TextField()
    value = models.TextField(null=True)  # noqa: DJ001  # none: the device says that there is no value
    absent = models.TextField(null=True)  # noqa: DJ001  # none: there is a value

    class Meta:
        db_table = "record_sample"
        indexes = (models.Index(fields=["session", "received_us"], name="record_sample_received"),)


class SampleHead(models.Model):
    """The number of a session's last sample: the lock under which cursors are given out in commit order."""

    session = models.TextField(primary_key=True)
    cursor = models.BigIntegerField()


class Message(models.Model):
    """A device's message that was taken; the same message again, by its number and bytes, is not stored again.

    Rows whose outcome is not AA were kept by earlier versions; what is not taken lies in `Aside` now.
    """

    sender = models.TextField()
    control_id = models.TextField(null=True)  # noqa: DJ001  # none: it had no number that could be read
    digest = models.TextField(null=True)  # noqa: DJ001  # none: kept before its bytes were digested
    received_at = models.DateTimeField()
    raw = models.BinaryField()
    cut = models.BooleanField()
    outcome = models.CharField(max_length=2)
    reason = models.TextField()
    clinic_id = models.TextField(null=True)  # noqa: DJ001  # none: nobody knows whose
    session = models.TextField(null=True)  # noqa: DJ001  # none: unplaced
    device = models.TextField(null=True)  # noqa: DJ001  # none: unknown device

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["sender", "control_id", "digest"], name="record_message_once"),
            models.CheckConstraint(condition=Q(outcome__in=["AA", "AE", "AR"]), name="record_message_outcome"),
        )


class Aside(models.Model):
    """What staff have to be told about a device, alike ones as one: how many times, the first and the last of them.

    `key` is the SHA-256 of what makes them alike: about, clinic, sender, device, outcome and reason.
    """

    key = models.CharField(max_length=HASH_LENGTH, primary_key=True)
    about = models.CharField(max_length=16)
    clinic_id = models.TextField(null=True)  # noqa: DJ001  # none: nobody knows whose
    sender = models.TextField()
    device = models.TextField(null=True)  # noqa: DJ001  # none: unknown device
    outcome = models.CharField(max_length=2)
    reason = models.TextField()
    times = models.BigIntegerField()
    first_at = models.DateTimeField()
    first_control_id = models.TextField()
    first_digest = models.TextField()
    first_raw = models.BinaryField()
    first_cut = models.BooleanField()
    last_at = models.DateTimeField()
    last_control_id = models.TextField()
    last_digest = models.TextField()
    last_raw = models.BinaryField()
    last_cut = models.BooleanField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(about__in=["message", "number", "connection"]), name="record_aside_about"
            ),
            models.CheckConstraint(condition=Q(outcome__in=["AA", "AE", "AR"]), name="record_aside_outcome"),
            models.CheckConstraint(condition=Q(times__gte=1), name="record_aside_times"),
        )
        indexes = (models.Index(fields=["clinic_id", "-last_at"], name="record_aside_of_clinic"),)


class Pulse(models.Model):
    """The watch's last sign of life. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    beat_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="record_pulse_single"),)
