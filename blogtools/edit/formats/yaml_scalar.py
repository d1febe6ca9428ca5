"""Text as YAML scalars: quoted where any YAML reader would read another type."""

from __future__ import annotations

import re

from blogtools.read.yaml_text import scalar_value

_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
_BREAKS = re.compile(r": |:$|[ \t]#|[\t\n]")
_OTHER_TYPES = re.compile(r"[yn]|0o[0-7]+|0x[\da-f]+|[-+]?[\d_.,]+(?:e[-+]?\d+)?|\d{4}-\d\d?-\d\d?.*", re.IGNORECASE)
"""Scalars that YAML 1.1 or 1.2 reads as another type than text, in addition to those that PyYAML does."""
_UNPRINTABLE = re.compile("[^ -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def is_plain(text: str, *, inside: bool = False, is_date: bool = False) -> bool:
    """Return True if a text needs no quotes; `inside` brackets more texts do. With `is_date`, dates do not."""
    if not text or text != text.strip() or _UNPRINTABLE.search(text) or _BREAKS.search(text):
        return False
    if text[0] in _INDICATORS and not (text[0] in "-?:" and text[1:2].isalnum() and not inside):
        return False
    # What looks like the beginning of a quoted text would hide the brackets behind it.
    if inside and re.search(r"[,\[\]{}:?]|(?:^|\s)[\"']", text):
        return False
    return is_date or is_plain_text(text)


def is_plain_text(text: str) -> bool:
    """Return True if all YAML readers read a plain scalar as text."""
    import yaml  # only needed for changes

    if not isinstance(scalar_value(text), str) or _OTHER_TYPES.fullmatch(text):
        return False
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers
    return not any(pattern.match(text) for _, pattern in resolvers.get(text[0], []) + resolvers.get(None, []))


def quoted(text: str, quote: str) -> str:
    """Return a text in the author's quotes, or in double quotes if it needs escapes."""
    if quote == "'" and not _UNPRINTABLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    text = re.sub(r'["\\]', lambda match: _ESCAPES[match[0]], text)
    return '"' + _UNPRINTABLE.sub(lambda match: _ESCAPES.get(match[0]) or _escape(match[0]), text) + '"'


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004 - largest code with two digits


def block(text: str, header: str, indent: str) -> str | None:
    """Return a multi-line text as a block below a header such as `|-`; None if it cannot be written as one."""
    lines = text.split("\n")
    if lines[0] != lines[0].strip() or any(_UNPRINTABLE.search(line) for line in lines) or not text.strip():
        return None
    if any(line != line.rstrip() or line.startswith("\t") for line in lines) or not lines[0] or not lines[-1]:
        return None
    return header + "".join(f"\n{indent}{line}" if line else "\n" for line in lines)
