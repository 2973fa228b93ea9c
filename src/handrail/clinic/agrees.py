"""A foreign key over several columns, so that the database itself keeps two clinics apart."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model
from django.utils.translation import gettext_lazy as _


class Agrees(BaseConstraint):
    """A row has the same clinic (or kind) as the row it refers to: a visit as its patient, a binding as its device.

    `relation` names a foreign key of the model, `on` the columns that both rows have. The other model needs a unique
    constraint over its primary key and `on`. A relation that is empty agrees with everything.
    """

    default_violation_error_message = _("“%(name)s”: choose one that belongs to the same clinic.")

    def __init__(self, relation: str, *, on: Iterable[str], name: str) -> None:
        self.relation = relation
        self.on = tuple(on)
        super().__init__(name=name)

    def constraint_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """The constraint as part of CREATE TABLE: checked when a transaction ends, as all of Django's foreign keys are."""
        made, editor = _both(model, schema_editor)
        target = _field(made, self.relation).related_model
        here = _columns(editor, made, (self.relation, *self.on))
        there = _columns(editor, target, (target._meta.pk.name, *self.on))
        table = editor.quote_name(target._meta.db_table)
        foreign_key = f"FOREIGN KEY ({here}) REFERENCES {table} ({there}) DEFERRABLE INITIALLY DEFERRED"
        return f"CONSTRAINT {editor.quote_name(self.name)} {foreign_key}"

    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """The constraint added to a table that exists."""
        made, editor = _both(model, schema_editor)
        return f"ALTER TABLE {editor.quote_name(made._meta.db_table)} ADD {self.constraint_sql(made, editor)}"

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """The constraint taken off."""
        made, editor = _both(model, schema_editor)
        return f"ALTER TABLE {editor.quote_name(made._meta.db_table)} DROP CONSTRAINT {editor.quote_name(self.name)}"

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: Iterable[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """The same said to a person before the database would."""
        related = getattr(instance, self.relation, None)
        if related is None or _values(instance, self.on) == _values(related, self.on):
            return
        raise ValidationError(self.get_violation_error_message())

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """How a migration writes it."""
        path = f"{type(self).__module__}.{type(self).__qualname__}"
        return path, (self.relation,), {"on": self.on, "name": self.name}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Agrees) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.relation, self.on, self.name))


def _both(
    model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
) -> tuple[type[Model], BaseDatabaseSchemaEditor]:
    """Django always passes both, though its types allow for neither."""
    if model is None or schema_editor is None:
        raise TypeError("A constraint is made for a table, by a schema editor.")
    return model, schema_editor


def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


def _columns(editor: BaseDatabaseSchemaEditor, model: type[Model], names: Iterable[str]) -> str:
    return ", ".join(editor.quote_name(_field(model, name).column) for name in names)


def _values(row: Model, names: Iterable[str]) -> list[Any]:
    return [getattr(row, _field(type(row), name).attname) for name in names]
