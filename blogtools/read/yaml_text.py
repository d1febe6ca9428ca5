"""YAML in which every scalar keeps the text that was written: `title: 1.10` is "1.10", not a number."""

from __future__ import annotations

import re
from typing import Any, NoReturn

import msgspec

from blogtools.read.shown import one_line
from blogtools.read.verbatim import Note, verbatim_lines

MOST_NODES = 20_000
DEEPEST = 40
"""Limits that no metadata reaches, and that bombs of aliases and brackets do."""

_TOO_DEEP = "exceeded maximum nesting depth"
"""What PyYAML says of brackets that it does not count up to the end (6.0.4 and later)."""

QUOTE_HINT = "put texts with special characters in quotes"

_WORDS: dict[str, Any] = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NOTHING = {"", "~", "null"}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?")

_IN_QUOTES = r"[\w ./()+,;:!?#@&*=-]*"
_ITEM = rf'(?:[A-Za-z0-9][\w ./+-]*|"{_IN_QUOTES}"|\'{_IN_QUOTES}\')'
_PLAIN_LINE = re.compile(
    rf"(?P<key>[A-Za-z][\w-]{{0,60}}): +"
    rf"(?:(?P<text>[A-Za-z0-9](?:[\w ./()+',;!?~=@%*&-]|:(?=[^\s]))*|\"{_IN_QUOTES}\"|'{_IN_QUOTES}')"
    rf"|\[ *(?P<items>(?:{_ITEM} *, *)*{_ITEM})? *\]) *"
)
"""A line that is a key and a text or a list of them, whatever stands in the lines around it."""
_PLAIN_ITEM = re.compile(_ITEM)
_LONGEST_PLAIN = 5_000


class YamlError(ValueError):
    """The text is not the YAML that metadata may be."""

    def __init__(self, message: str, line: int, hint: str = QUOTE_HINT) -> None:
        """Keep what is wrong, the line, counted from 1, and what to do."""
        super().__init__(message)
        self.message = message
        self.line = line
        self.hint = hint


class NoMappingError(YamlError):
    """The text is YAML, but says nothing of any key: it is no metadata."""


class Mapping(msgspec.Struct, frozen=True):
    """What a text of YAML says."""

    values: dict[str, Any]
    """Scalars are `Scalar`, in lists and dictionaries; keys too."""
    notes: tuple[Note, ...] = ()


class Scalar(str):
    """A scalar: the text as written, and where."""

    __slots__ = ("line", "plain")

    plain: bool
    """Whether it was written without quotes, and so may be a number or a truth value."""
    line: int

    @classmethod
    def make(cls, text: str, line: int = 1, *, plain: bool = True) -> Scalar:
        """A scalar that was written without quotes, or with."""
        scalar = cls(text)
        scalar.plain, scalar.line = plain, line
        return scalar

    @property
    def value(self) -> Any:
        """What YAML takes a plain scalar for; dates stay text."""
        return scalar_value(str(self)) if self.plain else str(self)


def scalar_value(text: str) -> Any:
    """The value of a plain scalar (YAML 1.1's words for truth, decimal numbers, null); other text is text."""
    low = text.lower()
    if low in _NOTHING:
        return None
    if low in _WORDS:
        return _WORDS[low]
    if len(text) > 100:  # noqa: PLR2004 - more digits are no number an author means
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def read_mapping(text: str) -> Mapping:
    """A YAML mapping; texts such as `title: Why: a story` are taken as they stand, which is noted.

    Raises:
        NoMappingError: it is no mapping.
        YamlError: it is not YAML, or uses tags.
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
    """Builds values from the parser's events, without recursion and without resolving anything."""

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
        if len(self.stack) > DEEPEST:
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
        """Aliases count for all that they stand for, so a bomb of them is noticed before it goes off."""
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            self.fail("holds too much to be metadata", "")
        if tag not in (None, "!", "tag:yaml.org,2002:str"):
            short = one_line((tag or "").replace("tag:yaml.org,2002:", "!!"))
            self.fail(f"the tag {short} is not allowed", QUOTE_HINT)

    def add(self, value: Any) -> None:
        parent = self.stack[-1]
        if isinstance(parent, list):
            parent.append(value)
        elif self.keys[-1] is None:
            if not isinstance(value, str):
                self.fail("a key must be a word", QUOTE_HINT)
            self.keys[-1] = value
        else:
            key = self.keys[-1]
            if key in parent:
                message = f"{one_line(key)} stands here for the second time, and counts instead of the first"
                self.notes.append(Note(getattr(key, "line", self.line), message, "remove one of them"))
                del parent[key]  # The key that stays knows its own line.
            parent[key] = value
            self.keys[-1] = None

    def mapping(self) -> dict[str, Any]:
        """The whole text, if it is one mapping or nothing."""
        if not self.root or (isinstance(self.root[0], Scalar) and not self.root[0]):
            return {}
        if len(self.root) > 1 or not isinstance(self.root[0], dict):
            message = "holds no `key: value` lines"
            raise NoMappingError(message, 1)
        found: dict[str, Any] = self.root[0]
        return found

    def fail(self, message: str, hint: str) -> NoReturn:
        raise YamlError(message, self.line, hint)
