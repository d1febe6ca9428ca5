"""Which notebooks a project of Quarto renders."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from blogtools.errors import SettingsError, Where
from blogtools.read.values import plain_value
from blogtools.read.yaml_text import YamlError, read_mapping


class RenderList(msgspec.Struct, frozen=True):
    """The setting `project.render`: patterns of files that are rendered, and, behind `!`, of files that are not."""

    file: str
    """The name of the file that has it."""
    patterns: tuple[str, ...]

    def reason(self, path: str) -> str:
        """Return why a notebook, given relative to the project, is not rendered; empty if it is."""
        wanted = [pattern for pattern in self.patterns if not pattern.startswith("!")]
        unwanted = next((one for one in self.patterns if one.startswith("!") and _matches(one[1:], path)), None)
        if unwanted:
            return f"`render` in {self.file} excludes it: {unwanted}"
        if wanted and not any(_matches(pattern, path) for pattern in wanted):
            return f"`render` in {self.file} does not list it"
        return ""


def render_list(project: Path) -> RenderList | None:
    """Return the list of what is rendered that a file such as `_quarto.yml` has; None if it has none.

    Raises:
        SettingsError: The file cannot be read, so that nobody knows what its owner publishes.
    """
    try:
        text = project.read_text(encoding="utf-8-sig")
        values: Any = read_mapping(text).values
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise SettingsError(message, where=Where(project.name)) from error
    except (UnicodeDecodeError, YamlError) as error:
        line = error.line if isinstance(error, YamlError) else None
        message = "is not valid YAML, so which notebooks it publishes is not known"
        raise SettingsError(message, where=Where(project.name, line=line), hint="correct it") from error
    table = values.get("project")
    given = table.get("render") if isinstance(table, dict) else None
    listed = given if isinstance(given, list) else [given] if given else []
    patterns = tuple(str(plain_value(one)).strip() for one in listed)
    return RenderList(project.name, patterns) if patterns else None


def _matches(pattern: str, path: str) -> bool:
    """Return True if a path, or a folder that it is in, is what a pattern of Quarto means.

    A pattern without a slash before its end means names at any depth, as Quarto's `resolvePathGlobs` has it.
    """
    bare = pattern.removeprefix("./")
    anchored = "/" in bare.rstrip("/")
    bare = bare.strip("/")
    expression = re.sub(r"\*\*/?|\*|\?|[^*?]+", lambda part: _GLOB.get(part[0]) or re.escape(part[0]), bare)
    start = "" if anchored else "(?:.*/)?"
    return re.fullmatch(f"{start}{expression}(?:/.*)?", path) is not None


_GLOB = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
