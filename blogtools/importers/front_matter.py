"""The front matter of Markdown: YAML, TOML, JSON, or the `Title: …` lines of Pelican, as a metadata cell."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from blogtools.errors import SourceError, Where
from blogtools.starter.notebook import front_text

_HEADER_LINE = re.compile(r"([A-Za-z][\w-]*):[ \t]*(.*)")
_JSON_START = re.compile(r"\{\s*\"[\w-]+\"\s*:")
_JUPYTER = re.compile(r"^(?:jupyter|jupytext|kernelspec|language_info):[ \t]*(?:\n|\{)", re.MULTILINE)
_TOP_KEY = re.compile(r"[^\s#-]")
_OF_NOTEBOOKS = ("jupytext", "kernelspec", "language_info", "jupyter")


class Front(msgspec.Struct, frozen=True):
    """The parts of a file with front matter."""

    source: str
    """Source of the metadata cell; empty if there is none."""
    body: str
    line: int
    """Number of the first line of the body in the file."""
    metadata: dict[str, Any] = {}
    """Metadata of the notebook itself, which Jupytext and MyST write into the front matter."""

    @property
    def language(self) -> str:
        """Language of the kernel that the front matter names, in small letters; empty if it names none."""
        spec = self.metadata.get("kernelspec")
        info = self.metadata.get("language_info")
        for given in (spec.get("language") if isinstance(spec, dict) else None, info):
            name = given.get("name") if isinstance(given, dict) else given
            if isinstance(name, str):
                return name.lower()
        name = str(spec.get("name", "")) if isinstance(spec, dict) else ""
        known = {"python": "python", "ir": "r", "julia": "julia"}
        return next((language for start, language in known.items() if name.startswith(start)), "")


def read_front(text: str, path: Path) -> Front:
    """Return the front matter of a file, and the rest; the keys of Jupytext become metadata of the notebook.

    Raises:
        SourceError: the front matter has no end.
    """
    source, body, line = split_front_matter(text, path)
    if not source.startswith("---") or not _JUPYTER.search(source):
        return Front(_with_taxonomies(source), body, line)
    source, metadata = without_jupyter(source)
    return Front(source, body, line, metadata)


def split_front_matter(text: str, path: Path) -> tuple[str, str, int]:
    """Return the front matter with its fences, the text after it, and the number of that text's first line.

    `Title: …` lines at the start (Pelican, MultiMarkdown) become front matter in YAML.

    Raises:
        SourceError: the front matter has no end.
    """
    # Blank lines before it are passed over, as most generators do.
    blank = len(text) - len(text.lstrip("\n"))
    lines = text[blank:].split("\n")
    opening = lines[0].rstrip()
    if opening not in ("---", "+++"):
        if _JSON_START.match(text[blank:]):
            return _json_front(text[blank:], blank, path)
        header = _header(lines)
        body = "\n".join(lines[len(header) + 1 :])
        return (front_text(header), body, blank + len(header) + 2) if header else ("", text, 1)
    closings = ("+++",) if opening == "+++" else ("---", "...")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in closings), None)
    if end is None:
        if opening == "---" and not re.match(r"[\w-]+:", lines[1] if len(lines) > 1 else ""):
            return "", text, 1  # A thematic break.
        if opening == "+++" and "=" not in "".join(lines[1:2]):
            return "", text, 1  # The break between two cells of MyST.
        raise _endless(path, blank + 1, f"write {opening} on a line of its own after it")
    return "\n".join(lines[: end + 1]), "\n".join(lines[end + 1 :]), blank + end + 2


def without_jupyter(source: str) -> tuple[str, dict[str, Any]]:
    """Return front matter in YAML without the keys of Jupytext and nbformat, and their values.

    The source is empty if no other keys are left; YAML that is not valid stays, and is told when it is read.
    """
    import yaml  # Only for front matter with these keys.

    lines = source.split("\n")[1:-1]
    kept: list[str] = []
    taken: list[str] = []
    target = kept
    for line in lines:
        if _TOP_KEY.match(line):
            target = taken if line.split(":")[0].strip() in _OF_NOTEBOOKS and _JUPYTER.match(f"{line}\n") else kept
        target.append(line)
    try:
        values = yaml.safe_load("\n".join(taken))
    except yaml.YAMLError:
        return source, {}
    if not isinstance(values, dict):
        return source, {}
    nested = values.pop("jupyter", None)
    values.pop("jupytext", None)
    if isinstance(nested, dict):
        values |= {key: value for key, value in nested.items() if key != "jupytext"}
    if isinstance(values.get("kernelspec"), dict) and "language_info" not in values:
        language = values["kernelspec"].get("language")
        values |= {"language_info": {"name": language}} if isinstance(language, str) else {}
    left = any(line.strip() and not line.lstrip().startswith("#") for line in kept)
    return "\n".join(["---", *kept, "---"]) if left else "", values


def _with_taxonomies(source: str) -> str:
    """Return front matter in TOML whose terms, which Zola has in a table of their own, are at the top, too."""
    if not source.startswith("+++") or "[taxonomies]" not in source:
        return source
    import tomllib  # Only for posts of Zola.

    try:
        values = tomllib.loads(source.strip("+\n"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return source  # It is told when the metadata are read.
    table = values.get("taxonomies")
    terms = table.items() if isinstance(table, dict) else ()
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in terms if key not in values]
    return source.replace("+++\n", "\n".join(["+++", *lines, ""]), 1)


def as_draft(source: str) -> str:
    """Return front matter, which may be empty, that says that its post is a draft."""
    if source.startswith("{"):
        return source.replace("{", '{\n"draft": true,', 1)
    if source.startswith("+++"):
        return source.replace("+++\n", "+++\ndraft = true\n", 1)
    return source.replace("---\n", "---\ndraft: true\n", 1) if source else "---\ndraft: true\n---"


def _json_front(text: str, blank: int, path: Path) -> tuple[str, str, int]:
    """Split front matter in JSON from what follows it (Hugo)."""
    try:
        end = json.JSONDecoder().raw_decode(text)[1]
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError) and text.find("\n}") >= 0:
            message = f"has front matter in JSON that is not valid: {error.msg}"
            place = Where(str(path), line=blank + error.lineno)
            raise SourceError(message, where=place, hint="correct this line") from error
        raise _endless(path, blank + 1, "write } on a line of its own after it") from error
    return text[:end], text[end:].lstrip(" \t").removeprefix("\n"), blank + text.count("\n", 0, end) + 2


def _endless(path: Path, line: int, hint: str) -> SourceError:
    message = "has front matter that begins here and does not end"
    return SourceError(message, where=Where(str(path), line=line), hint=hint)


def _header(lines: list[str]) -> dict[str, str]:
    """Return the keys and values of the lines up to the first blank one, if all have both and one is the title."""
    found: dict[str, str] = {}
    for line in lines:
        match = _HEADER_LINE.fullmatch(line.rstrip())
        if match is None or match[1].lower() in found:
            return found if not line.strip() and "title" in found else {}
        found[match[1].lower()] = match[2]
    return found if "title" in found else {}
