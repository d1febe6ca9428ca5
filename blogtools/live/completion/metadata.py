"""Candidates in metadata: the keys that a post can have, and their values."""

from __future__ import annotations

from collections.abc import Iterator

from blogtools.content.order import current_time
from blogtools.edit.formats.yaml_scalar import is_plain, quoted
from blogtools.live.completion.candidates import Candidate
from blogtools.live.completion.cell_options import option_values
from blogtools.live.completion.spot import Spot
from blogtools.live.completion.writing import Writing
from blogtools.read.fields import FIELDS
from blogtools.read.forms import DEFAULT_OPTIONS
from blogtools.read.keys import BY_NAME, Meaning, squashed
from blogtools.transform.options import option_name

SHORTEST_ALIAS = 3
"""Letters from which other spellings of a key are offered."""


def offer_keys(spot: Spot, _: Writing) -> Iterator[Candidate]:
    """Yield the keys that the metadata does not have yet: each field's own first, then other spellings."""
    known = (BY_NAME.get(name) for name in spot.taken)
    said = {meaning.field.name for meaning in known if meaning is not None}
    ending = "" if spot.rest.lstrip().startswith((":", "=")) else " = " if spot.form == "+++" else ": "
    others = []
    for field in FIELDS:
        if field.name in said:
            continue
        for number, key in enumerate(field.keys):
            for spelling, name in enumerate(key.names):
                if number == spelling == 0:
                    yield Candidate(name, field.meaning.replace("`", ""), name + ending)
                elif len(spot.typed) >= SHORTEST_ALIAS:
                    others.append(Candidate(name, f"as {field.keys[0].names[0]}", name + ending))
    yield from others
    for name in sorted(DEFAULT_OPTIONS):
        if squashed(name) not in spot.taken:
            yield Candidate(name, "for all cells of code", name + ending)


def offer_values(spot: Spot, writing: Writing) -> Iterator[Candidate]:
    """Yield the values of a key: the only ones that it takes, or what the blog has, once there is something typed."""
    meaning = BY_NAME.get(squashed(spot.of))
    if meaning is None:
        yield from option_values(option_name(spot.of)) if option_name(spot.of) in DEFAULT_OPTIONS else ()
        return
    if meaning.field.kind == "flag":
        yield from (Candidate(_word(value)) for value in _flags(meaning) if value in (True, False) or value)
    if meaning.field.kind == "date":
        today = current_time(writing.place.blog.settings.timezone).date().isoformat()
        yield Candidate(today, "today")
    if not spot.has_text:
        return
    for text in _offered(meaning, writing):
        yield Candidate(text, "", _written(text, spot))


def _flags(meaning: Meaning) -> tuple[object, object]:
    """Return what a key says of a field that is true, and of one that is false."""
    write = meaning.key.write
    return (write(True, None), write(False, None)) if write else (True, False)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _offered(meaning: Meaning, writing: Writing) -> tuple[str, ...]:
    field = meaning.field
    if field.name == "bibliography":
        return writing.suggestions.bibliographies
    offers = field.control.offers if field.control else ""
    if offers == "terms":
        return writing.suggestions.terms[field.name]
    return writing.suggestions.pictures if offers == "pictures" else ()


def _written(text: str, spot: Spot) -> str:
    """Return a text as the metadata has it, in quotes if it needs them, or in those that are begun."""
    if spot.quote:
        return text if spot.rest.startswith(spot.quote) else text + spot.quote
    needs = spot.form == "+++" or (spot.form == "---" and not is_plain(text, inside=True))
    return quoted(text, '"') if needs else text
