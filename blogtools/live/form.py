"""The form of a post: a control for each field that has one, as the front end draws it."""

from __future__ import annotations

from typing import Any

import msgspec

from blogtools.edit.front_matter import MetadataForm
from blogtools.live.suggestions import Suggestions
from blogtools.model import Post
from blogtools.read.fields import FIELDS
from blogtools.read.schema import Control, Field, FieldKind


class FieldControl(msgspec.Struct, frozen=True):
    """A form control and its current state."""

    name: str
    """Name of the field."""
    kind: FieldKind
    label: str
    one: str
    """Noun for one item of a list of names."""
    rows: int
    """Rows of the text area; 0 for a single-line input."""
    is_whole: bool
    """True if what is half typed is a value."""
    is_hidden: bool
    help: str
    """A sentence below it; may be empty."""
    placeholder: str
    choices: tuple[str, ...] | None
    """Values to choose from; None for a field that never offers any."""


def controls_of(form: MetadataForm | None, post: Post | None, suggestions: Suggestions) -> tuple[FieldControl, ...]:
    """Return the controls of a form, in order.

    `form` is None where it cannot be read, `post` is what the notebook makes, None if it makes none.
    """
    form = form or MetadataForm({}, {}, None)
    return tuple(_control(field, control, form, post, suggestions) for field, control in CONTROLS)


def _control(
    field: Field, control: Control, form: MetadataForm, post: Post | None, suggestions: Suggestions
) -> FieldControl:
    choices = _choices(field, control, suggestions)
    derived = _text(getattr(post, field.shown)) if post is not None and field.shown else ""
    is_said = form.fields.get(field.name) not in (None, False, "", [])
    example = f"Such as {choices[0]}" if choices and control.offers == "pictures" else control.example
    return FieldControl(
        field.name,
        field.kind,
        control.label,
        field.taxonomy.kind if field.taxonomy else control.one,
        control.rows,
        control.is_whole,
        is_hidden=control.is_rare and not is_said and not choices,
        help=_help(control, form.places.get(field.name, ""), form.cell, derived, is_said=is_said),
        placeholder=derived or example,
        choices=choices,
    )


def _help(control: Control, place: str, cell: int | None, derived: str, *, is_said: bool) -> str:
    if place and place != f"cell {cell}":
        return f"From {place}"
    if control.help or is_said:
        return control.help
    return control.derived_help if derived else control.empty_help


def _choices(field: Field, control: Control, suggestions: Suggestions) -> tuple[str, ...] | None:
    if control.offers == "terms":
        return suggestions.terms[field.name]
    return suggestions.pictures if control.offers == "pictures" else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else value.isoformat() if value else ""


def _in_order() -> tuple[tuple[Field, Control], ...]:
    """Return the fields that have a control, each after the one that it stands after."""
    found = [(field, field.control) for field in FIELDS if field.control]
    for field, control in [pair for pair in found if pair[1].after]:
        found.remove((field, control))
        names = [other.name for other, _ in found]
        found.insert(names.index(control.after) + 1, (field, control))
    return tuple(found)


CONTROLS = _in_order()
