import functools

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import handrail.clinic.agrees
import handrail.clinic.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Clinic",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=functools.partial(handrail.clinic.ids.new, *("cli",)),
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                (
                    "timezone",
                    models.CharField(
                        help_text="A name of the time zone database, such as Europe/Berlin.", max_length=64
                    ),
                ),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("es", "Español")], default="en", max_length=8),
                ),
                (
                    "demonstration",
                    models.BooleanField(default=False, help_text="Everybody in it is invented: log-ins may be listed."),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.CharField(
                        default=functools.partial(handrail.clinic.ids.new, *("per",)),
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "This name to log in with is taken. Choose another."},
                        max_length=150,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("es", "Español")], default="en", max_length=8),
                ),
                (
                    "look",
                    models.CharField(
                        choices=[
                            ("own", "as the place needs it"),
                            ("room", "dim room"),
                            ("paper", "paper"),
                            ("dusk", "dusk"),
                        ],
                        default="own",
                        max_length=8,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("username", django.db.models.functions.text.Lower("username"))),
                        name="username_in_small_letters",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="clinic.clinic"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("nurse", "nurse"),
                            ("physician", "physician"),
                            ("coordinator", "coordinator"),
                            ("medical_director", "medical director"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "clinic", "role"), name="membership_once"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["nurse", "physician", "coordinator", "medical_director"])),
                        name="membership_of_staff",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Patient",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=functools.partial(handrail.clinic.ids.new, *("pat",)),
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="patients", to="clinic.clinic"
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="patient",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("birth_date", models.DateField()),
                ("sex", models.CharField(choices=[("female", "female"), ("male", "male")], max_length=8)),
                ("weight_kg", models.DecimalField(decimal_places=1, max_digits=5)),
                ("height_cm", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("es", "Español")], default="en", max_length=8),
                ),
                ("planned_infusions", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("id", "clinic"), name="patient_in_clinic"),
                    models.CheckConstraint(condition=models.Q(("weight_kg__gt", 0)), name="patient_has_weight"),
                    models.CheckConstraint(condition=models.Q(("height_cm__gt", 0)), name="patient_has_height"),
                    models.CheckConstraint(condition=models.Q(("planned_infusions__gt", 0)), name="patient_has_plan"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatientKey",
            fields=[
                (
                    "patient",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="key",
                        serialize=False,
                        to="clinic.patient",
                    ),
                ),
                ("wrapped", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=functools.partial(handrail.clinic.ids.new, *("roo",)),
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rooms", to="clinic.clinic"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("clinic", "name"), name="room_name_once"),
                    models.UniqueConstraint(fields=("id", "clinic"), name="room_in_clinic"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Chair",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=functools.partial(handrail.clinic.ids.new, *("cha",)),
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chairs", to="clinic.clinic"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chairs", to="clinic.room"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("clinic", "number"), name="chair_number_once"),
                    models.UniqueConstraint(fields=("id", "clinic"), name="chair_in_clinic"),
                    models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="chair_has_number"),
                    handrail.clinic.agrees.Agrees("room", name="chair_as_room", on=("clinic",)),
                ],
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=functools.partial(handrail.clinic.ids.new, *("dev",)),
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="devices", to="clinic.clinic"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("kind", models.CharField(choices=[("monitor", "monitor"), ("pump", "pump")], max_length=8)),
                ("sender", models.CharField(blank=True, max_length=300)),
                ("equipment_id", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sender", "equipment_id"),
                        name="device_known_once",
                        violation_error_message="Another device is already known by this sender and equipment id.",
                    ),
                    models.UniqueConstraint(fields=("id", "clinic", "kind"), name="device_in_clinic"),
                    models.CheckConstraint(
                        condition=models.Q(("equipment_id", ""), ("sender", ""), _negated=True),
                        name="device_can_be_known",
                        violation_error_message="Give the sender, the equipment id, or both: by them a device is known.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["monitor", "pump"])), name="device_is_of_a_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=functools.partial(handrail.clinic.ids.new, *("ses",)),
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="clinic.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="clinic.patient"
                    ),
                ),
                (
                    "chair",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="clinic.chair",
                    ),
                ),
                ("infusion_number", models.PositiveSmallIntegerField()),
                ("planned_start_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["planned_start_at", "id"],
                "indexes": [models.Index(fields=["clinic", "closed_at"], name="visit_open_in_clinic")],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "clinic"), name="visit_in_clinic"),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("chair",),
                        name="chair_taken_once",
                        violation_error_message="This chair is taken. Choose another, or let its patient leave first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("infusion_number__gt", 0)), name="visit_has_infusion_number"
                    ),
                    handrail.clinic.agrees.Agrees("patient", name="visit_as_patient", on=("clinic",)),
                    handrail.clinic.agrees.Agrees("chair", name="visit_as_chair", on=("clinic",)),
                ],
            },
        ),
        migrations.CreateModel(
            name="Binding",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=functools.partial(handrail.clinic.ids.new, *("bin",)),
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bindings", to="clinic.clinic"
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bindings", to="clinic.device"
                    ),
                ),
                ("kind", models.CharField(choices=[("monitor", "monitor"), ("pump", "pump")], max_length=8)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bindings", to="clinic.visit"
                    ),
                ),
                ("bound_at", models.DateTimeField()),
                ("unbound_at", models.DateTimeField(blank=True, null=True)),
                ("interval_s", models.PositiveIntegerField()),
                ("cuff_interval_s", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ["bound_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("unbound_at__isnull", True)), fields=("device",), name="device_bound_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("unbound_at__isnull", True)),
                        fields=("visit", "kind"),
                        name="visit_has_one_of_kind",
                    ),
                    models.CheckConstraint(condition=models.Q(("interval_s__gt", 0)), name="binding_has_interval"),
                    models.CheckConstraint(
                        condition=models.Q(("cuff_interval_s__gt", 0)), name="binding_has_cuff_interval"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unbound_at__gte", models.F("bound_at"))),
                        name="binding_ends_after_it_began",
                    ),
                    handrail.clinic.agrees.Agrees("device", name="binding_as_device", on=("clinic", "kind")),
                    handrail.clinic.agrees.Agrees("visit", name="binding_as_visit", on=("clinic",)),
                ],
            },
        ),
    ]
