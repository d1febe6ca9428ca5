"""From the keys of a block of front matter to the fields that they say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from blogtools.errors import Finding, FrontMatterError, Where, nearest
from blogtools.read import values as read
from blogtools.read.block import Block
from blogtools.read.fields import ELSEWHERE, FIELDS
from blogtools.read.schema import Field, Key
from blogtools.read.shown import one_line, shown
from blogtools.read.typos import OTHER_TOOLS, is_one_edit

GUARDED = tuple(name for field in FIELDS if field.name in ("draft", "date") for key in field.keys for name in key.names)
"""Names of the keys that keep a post from readers; a slip in one of them must not publish it."""
MOST_KEYS = 100
"""In a longer block nobody looks for slips."""


def squashed(name: str) -> str:
    """Normalize a key: `date-modified`, `Date_Modified` and `dateModified` are the same."""
    return name.strip().lower().replace("_", "").replace("-", "")


class Meaning(msgspec.Struct, frozen=True):
    """The field that a key sets, and its precedence."""

    rank: int
    """Its place among all names; where two say one field, the first counts."""
    field: Field
    key: Key


_NAMES = [(name, field, key) for field in FIELDS for key in field.keys for name in key.names]
BY_NAME = {squashed(name): Meaning(rank, field, key) for rank, (name, field, key) in enumerate(_NAMES)}
"""By the name of a key as `squashed` has it."""


def is_known(name: str) -> bool:
    """Return True if blogtools or some other tool knows a key of this name."""
    name = squashed(name)
    return name in BY_NAME or name in ELSEWHERE


def check_block(block: Block) -> tuple[dict[str, Any], dict[str, Any], tuple[Finding, ...]]:
    """Return the fields that a block sets, the values of unknown keys, and findings.

    Where two keys mean one field, the more telling fills it and the other stays among the unknown. What any of them
    calls a draft is one.

    Raises:
        FrontMatterError: a value has the wrong type. It names the place, the key, what was expected and what stands
            there; further mistakes are reported with the first.
    """
    fields: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    findings = list(block.findings)
    wrong: list[Finding] = []
    for written, given in sorted(block.values.items(), key=key_rank):
        place = msgspec.structs.replace(block.where, line=block.lines.get(written, block.where.line))
        name = block.prefix + one_line(str(written))
        try:
            said, keep = read_key(str(written), given)
            used = _set_missing(fields, said)
            if keep or not used:
                extra[str(written)] = read.plain_value(given)
        except read.RelativeDateError:
            message = f"{name}: {shown(given)} depends on the day of the build, and was left out"
            findings.append(Finding("front-matter", message, place, "write the date itself"))
        except read.LeftOutError as error:
            message = f"{name}: expected {error}, found {shown(given)}; left out"
            findings.append(Finding("front-matter", message, place))
        except read.InvalidValueError as error:
            wrong.append(Finding("front-matter", f"{name}: expected {error}, found {shown(given)}", place))
            continue
        if squashed(str(written)) not in BY_NAME:
            findings.extend(_suggest_key(str(written), name, place, thorough=len(block.values) <= MOST_KEYS))
    if wrong and not block.foreign:
        wrong.sort(key=lambda finding: finding.where.line or 0)
        raise FrontMatterError("; ".join(finding.message for finding in wrong), where=wrong[0].where)
    findings.extend(msgspec.structs.replace(finding, message=f"{finding.message}; left out") for finding in wrong)
    ordered = {name: extra[name] for name in map(str, block.values) if name in extra}
    return fields, ordered, tuple(findings)


def key_rank(item: tuple[Any, Any]) -> int:
    """Return the place of a key in the table, given it with its value; unknown keys come last."""
    meaning = BY_NAME.get(squashed(str(item[0])))
    return len(_NAMES) if meaning is None else meaning.rank


def read_key(written: str, given: Any) -> tuple[dict[str, Any], bool]:
    """Return the fields that a key sets, and True if the value holds more than these.

    Raises:
        InvalidValueError: the value has the wrong type.
        RelativeDateError: it is a date that depends on the day of the build.
    """
    meaning = BY_NAME.get(squashed(written))
    if meaning is None:
        return {}, True
    value = meaning.key.read(given)
    said = value if isinstance(value, dict) else {meaning.field.name: value}
    is_empty = all(value is None for value in said.values())
    return said, isinstance(given, meaning.key.keep) or (is_empty and isinstance(given, list | dict))


def _set_missing(fields: dict[str, Any], said: dict[str, Any]) -> bool:
    """Fill the fields that are not set yet; return False if one had another value."""
    used = True
    for field, value in said.items():
        if value in (None, ()):
            continue
        if field == "draft":
            fields["draft"] = fields.get("draft", False) or value
        elif field in fields:
            used = fields[field] == value
        else:
            fields[field] = value
    return used


def _suggest_key(written: str, name: str, place: Where, *, thorough: bool) -> Iterable[Finding]:
    """Yield a finding for a key that is close to a known one, and so may be a typo.

    If it may mean that a post is not to be published, or not yet, it is an error, which holds the post back. Only these
    are looked for unless `thorough`.
    """
    low = written.strip().lower().replace("_", "-")
    if len(low) < 3 or squashed(low) in ELSEWHERE | OTHER_TOOLS:  # noqa: PLR2004 - short words are near to many
        return
    guarded = next((known for known in GUARDED if is_one_edit(squashed(low), squashed(known))), None)
    if guarded:
        message, hint = f"unknown key {name}, which may mean that the post is not to be published", "did you mean"
        yield Finding("front-matter", message, place, f"{hint} `{guarded}`?", "error")
        return
    if len(low) < 4 or not thorough:  # noqa: PLR2004 - as above
        return
    near = nearest(low[:40], [name for name, _, _ in _NAMES], cutoff=0.8)
    if near:
        yield Finding("front-matter", f"unknown key {name}", place, f"did you mean `{near}`?")
