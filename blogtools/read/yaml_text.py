"""YAML in which every scalar keeps the text that was written: `title: 1.10` is "1.10", not a number."""

from __future__ import annotations

import re
from typing import Any, NoReturn

MOST_NODES = 20_000
DEEPEST = 40
"""Limits that no metadata reaches, and that bombs of aliases and brackets do."""

_WORDS: dict[str, Any] = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NOTHING = {"", "~", "null"}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?$")
_TEXT_LINE = re.compile(
    r"([ \t]*(?:title|subtitle|description|summary|excerpt|slug|author)[ \t]*:[ \t]+)(\S.*?)[ \t]*$", re.IGNORECASE
)


class YamlError(ValueError):
    """The text is not the YAML that metadata may be."""

    def __init__(self, message: str, line: int) -> None:
        """Keep what is wrong, and the line, counted from 1."""
        super().__init__(message)
        self.message = message
        self.line = line


class NoMappingError(YamlError):
    """The text is YAML, but says nothing of any key: it is no metadata."""


class Scalar(str):
    """A scalar: the text as written, and where."""

    __slots__ = ("line", "plain")

    plain: bool
    """Whether it was written without quotes, and so may be a number or a truth value."""
    line: int

    @property
    def value(self) -> Any:
        """What YAML takes a plain scalar for; dates stay text."""
        return scalar_value(self) if self.plain else str(self)


def scalar_value(text: str) -> Any:
    """The value of a plain scalar (YAML 1.1's words for truth, decimal numbers, null); other text is text."""
    low = text.lower()
    if low in _NOTHING:
        return None
    if low in _WORDS:
        return _WORDS[low]
    if _INTEGER.match(text):
        return int(text) if len(text) < 100 else text  # noqa: PLR2004 - more digits are no number an author means
    return float(text) if _FLOAT.match(text) else str(text)


def plain_value(node: Any) -> Any:
    """A tree of scalars as ordinary values, for templates."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, dict):
        return {str(key): plain_value(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain_value(item) for item in node]
    return node


def read_mapping(text: str) -> dict[str, Any]:
    """A YAML mapping; where it cannot be parsed, texts such as `title: Why: a story` are taken as they stand.

    Raises:
        NoMappingError: it is no mapping.
        YamlError: it is not YAML, or uses tags.
    """
    try:
        return _read(text)
    except YamlError:
        quoted = "\n".join(_quoted(line) for line in text.split("\n"))
        if quoted == text:
            raise
        try:
            return _read(quoted)
        except YamlError:
            pass
        raise


def _quoted(line: str) -> str:
    match = _TEXT_LINE.match(line)
    if (
        match is None
        or match[2][0] in "|>"
        or (match[2][0] in "\"'" and match[2][-1] == match[2][0] and len(match[2]) > 1)
    ):
        return line
    return f"{match[1]}'{match[2].replace(chr(39), chr(39) * 2)}'"


def _read(text: str) -> dict[str, Any]:
    # PyYAML is loaded only for notebooks that have YAML.
    import yaml

    tree = _Tree()
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
        message = f"is not valid YAML: {error.problem or error}"
        raise YamlError(message, mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        message = str(error).split("\n", 1)[0]
        raise YamlError(f"is not valid YAML: {message}", 1) from error  # noqa: EM102 - built from the line before
    return tree.mapping()


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

    def scalar(self, text: str, tag: str | None, anchor: str | None, *, plain: bool) -> None:
        self.count(1, tag)
        value = Scalar(text)
        value.plain, value.line = plain, self.line
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
            self.fail("is nested too deeply")

    def close(self) -> None:
        value = self.stack.pop()
        self.keys.pop()
        anchor, start = self.starts.pop()
        if anchor:
            self.anchors[anchor] = (value, self.nodes - start + 1)

    def alias(self, anchor: str | None) -> None:
        if anchor is None or anchor not in self.anchors:
            self.fail(f"there is no anchor &{anchor} before this")
        value, size = self.anchors[anchor]
        self.count(size, None)
        self.add(value)

    def count(self, nodes: int, tag: str | None) -> None:
        """Aliases count for all that they stand for, so a bomb of them is noticed before it goes off."""
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            self.fail("holds too much to be metadata")
        if tag not in (None, "!", "tag:yaml.org,2002:str"):
            self.fail(f"the tag {_tag(tag or '')} is not allowed")

    def add(self, value: Any) -> None:
        parent = self.stack[-1]
        if isinstance(parent, list):
            parent.append(value)
        elif self.keys[-1] is None:
            if not isinstance(value, str):
                self.fail("a key must be a word")
            self.keys[-1] = value
        else:
            parent[self.keys[-1]] = value
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

    def fail(self, message: str) -> NoReturn:
        raise YamlError(message, self.line)


def _tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
