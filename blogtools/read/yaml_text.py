"""Reads YAML with every scalar as the text that was written: `title: 1.10` is "1.10", not a number."""

from __future__ import annotations

import re
from typing import Any, NoReturn

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.read.shown import one_line
from blogtools.read.verbatim import Note, verbatim_lines

MAX_YAML_NODES = 20_000
MAX_YAML_DEPTH = 40
"""Limits against alias bombs and deep nesting, far above any real metadata."""

_TOO_DEEP = "exceeded maximum nesting depth"
"""PyYAML's message about deeply nested brackets (6.0.4 and later)."""

QUOTE_HINT = "put text with special characters in quotes"

_BOOLEANS: dict[str, Any] = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NULLS = {"", "~", "null"}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = lazy_pattern(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?")

_IN_QUOTES = r"[\w ./()+,;:!?#@&*=-]*"
_ITEM = rf'(?:[A-Za-z0-9][\w ./+-]*|"{_IN_QUOTES}"|\'{_IN_QUOTES}\')'
_PLAIN_LINE = lazy_pattern(
    rf"(?P<key>[A-Za-z][\w-]{{0,60}}): +"
    rf"(?:(?P<text>[A-Za-z0-9](?:[\w ./()+',;!?~=@%*&-]|:(?=[^\s]))*|\"{_IN_QUOTES}\"|'{_IN_QUOTES}')"
    rf"|\[ *(?P<items>(?:{_ITEM} *, *)*{_ITEM})? *\]) *"
)
"""A line that is a key and a text or a list of them, whatever stands in the lines around it."""
_PLAIN_ITEM = lazy_pattern(_ITEM)
_LONGEST_PLAIN = 5_000


class YamlError(ValueError):
    """The text is not YAML that is allowed in metadata."""

    def __init__(self, message: str, line: int, hint: str = QUOTE_HINT) -> None:
        """Create an error with a message, a line, counted from 1, and a hint."""
        super().__init__(message)
        self.message = message
        self.line = line
        self.hint = hint


class NoMappingError(YamlError):
    """The text is YAML, but not a mapping, and so not metadata."""


class Mapping(msgspec.Struct, frozen=True):
    """The content of a YAML text."""

    values: dict[str, Any]
    """Keys and all scalars, also nested ones, are `Scalar`."""
    notes: tuple[Note, ...] = ()


class Scalar(str):
    """A scalar: the text as written, and its line."""

    __slots__ = ("line", "plain")

    plain: bool
    """True if it was written without quotes, and so may be a number or a boolean."""
    line: int

    @classmethod
    def make(cls, text: str, line: int = 1, *, plain: bool = True) -> Scalar:
        """Create a scalar; `plain` if it was written without quotes."""
        scalar = cls(text)
        scalar.plain, scalar.line = plain, line
        return scalar

    @property
    def value(self) -> Any:
        """The value in YAML; dates stay text."""
        return scalar_value(str(self)) if self.plain else str(self)


def scalar_value(text: str) -> Any:
    """Return the value of a plain scalar: a boolean as in YAML 1.1, a decimal number, None, or the text itself."""
    low = text.lower()
    if low in _NULLS:
        return None
    if low in _BOOLEANS:
        return _BOOLEANS[low]
    if len(text) > 100:  # noqa: PLR2004 - so many digits are not meant as a number
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def read_mapping(text: str) -> Mapping:
    """Read a YAML mapping; values such as `title: Why: a story` are read as written, with a note.

    Raises:
        NoMappingError: The text is not a mapping.
        YamlError: The text is not YAML, or uses tags.
    """
    text, notes = verbatim_lines(text)
    plain = _read_plain(text)
    if plain is not None:
        return Mapping(plain, notes)
    tree = _parse(text)
    return Mapping(tree.mapping(), notes + tuple(tree.notes))


def _read_plain(text: str) -> dict[str, Any] | None:
    """Return the mapping of a text of plain lines, None if there are others: most metadata needs no parser of YAML."""
    values: dict[str, Any] = {}
    if len(text) > _LONGEST_PLAIN:
        return None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip(" "):
            continue
        match = _PLAIN_LINE.fullmatch(line)
        if match is None or match["key"] in values:
            return None
        value: Any
        if match["text"] is not None:
            value = _plain_scalar(match["text"], number)
        else:
            value = [_plain_scalar(item, number) for item in _PLAIN_ITEM.findall(match["items"] or "")]
        values[Scalar.make(match["key"], number)] = value
    return values or None


def _plain_scalar(written: str, line: int) -> Scalar:
    if written[0] in "\"'":
        return Scalar.make(written[1:-1], line, plain=False)
    return Scalar.make(written.rstrip(" "), line)


def _parse(text: str) -> _Tree:
    # PyYAML takes an eighth of the time of a start to load.
    import yaml

    tree = _Tree()
    last = text.rstrip().count("\n") + 1
    try:
        for event in yaml.parse(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            tree.line = event.start_mark.line + 1 if event.start_mark else tree.line
            if isinstance(event, yaml.ScalarEvent):
                tree.scalar(event.value, event.tag, event.anchor, plain=bool(event.implicit[0]))
            elif isinstance(event, yaml.CollectionStartEvent):
                tree.open({} if isinstance(event, yaml.MappingStartEvent) else [], event.tag, event.anchor)
            elif isinstance(event, yaml.CollectionEndEvent):
                tree.close()
            elif isinstance(event, yaml.AliasEvent):
                tree.alias(event.anchor)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line + 1, last) if mark else 1
        written = text.split("\n")[line - 1]
        if "\t" in written[: len(written) - len(written.lstrip())]:
            message, hint = "begins with a tab", "indent with spaces"
        elif error.problem == _TOO_DEEP:
            message, hint = "is nested too deeply", QUOTE_HINT
        else:
            message, hint = f"is not valid YAML: {error.problem or error}", QUOTE_HINT
        raise YamlError(message, line, hint) from error
    except yaml.YAMLError as error:
        message = f"is not valid YAML: {one_line(str(error))}"
        raise YamlError(message, 1, "") from error
    return tree


class _Tree:
    """Builds values from the parser's events, without recursion and without resolving types."""

    def __init__(self) -> None:
        self.line = 1
        self.root: list[Any] = []
        self.stack: list[Any] = [self.root]
        self.keys: list[Any] = [None]
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.starts: list[tuple[str | None, int]] = []
        self.nodes = 0
        self.notes: list[Note] = []

    def scalar(self, text: str, tag: str | None, anchor: str | None, *, plain: bool) -> None:
        self.count(1, tag)
        value = Scalar.make(text, self.line, plain=plain)
        if anchor:
            self.anchors[anchor] = (value, 1)
        self.add(value)

    def open(self, value: Any, tag: str | None, anchor: str | None) -> None:
        self.count(1, tag)
        self.starts.append((anchor, self.nodes))
        self.add(value)
        self.stack.append(value)
        self.keys.append(None)
        if len(self.stack) > MAX_YAML_DEPTH:
            self.fail("is nested too deeply", QUOTE_HINT)

    def close(self) -> None:
        value = self.stack.pop()
        self.keys.pop()
        anchor, start = self.starts.pop()
        if anchor:
            self.anchors[anchor] = (value, self.nodes - start + 1)

    def alias(self, anchor: str | None) -> None:
        if anchor is None or anchor not in self.anchors:
            self.fail(f"there is no anchor &{anchor} before this", QUOTE_HINT)
        value, size = self.anchors[anchor]
        self.count(size, None)
        self.add(value)

    def count(self, nodes: int, tag: str | None) -> None:
        """Count nodes against the limit; an alias counts as all nodes it refers to, to stop alias bombs early."""
        self.nodes += nodes
        if self.nodes > MAX_YAML_NODES:
            self.fail("is too large to be metadata", "")
        if tag not in (None, "!", "tag:yaml.org,2002:str"):
            short = one_line((tag or "").replace("tag:yaml.org,2002:", "!!"))
            self.fail(f"the tag {short} is not allowed", QUOTE_HINT)

    def add(self, value: Any) -> None:
        parent = self.stack[-1]
        if isinstance(parent, list):
            parent.append(value)
        elif self.keys[-1] is None:
            if not isinstance(value, str):
                self.fail("a key must be text", QUOTE_HINT)
            self.keys[-1] = value
        else:
            key = self.keys[-1]
            if key in parent:
                message = f"{one_line(key)} is set twice; the second value is used"
                self.notes.append(Note(getattr(key, "line", self.line), message, "remove one of them"))
                del parent[key]  # So that the later key, with its line, replaces the earlier one.
            parent[key] = value
            self.keys[-1] = None

    def mapping(self) -> dict[str, Any]:
        """Return the whole text as a mapping, which may be empty."""
        if not self.root or (isinstance(self.root[0], Scalar) and not self.root[0]):
            return {}
        if len(self.root) > 1 or not isinstance(self.root[0], dict):
            message = "has no `key: value` lines"
            raise NoMappingError(message, 1)
        found: dict[str, Any] = self.root[0]
        return found

    def fail(self, message: str, hint: str) -> NoReturn:
        raise YamlError(message, self.line, hint)
