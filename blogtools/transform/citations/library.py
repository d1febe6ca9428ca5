"""The bibliography of a post: its files, and `references` in its metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

import msgspec

from blogtools.errors import nearest
from blogtools.memo import text_cache
from blogtools.transform.citations.bibtex import BibError, BibFile, read_bibtex
from blogtools.transform.citations.csl_json import read_csl
from blogtools.transform.citations.entries import BibEntry
from blogtools.transform.citations.ris import read_ris

LARGEST_BIBLIOGRAPHY = 20_000_000
"""Bytes of a bibliography that are read, thousands of entries."""

MOST_KEYS_COMPARED = 1000
"""Keys that a misspelled one is compared with."""
_HINT = "correct the entry"


class BibProblem(msgspec.Struct, frozen=True):
    """Something wrong with a bibliography or a style."""

    message: str
    file: str = ""
    """The file that it is in; empty if it is the metadata that is wrong."""
    line: int | None = None
    hint: str = ""


class EntryFile(msgspec.Struct, frozen=True):
    """A bibliography whose entries are read all at once."""

    entries: dict[str, BibEntry]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all entries, in order."""
        return tuple(self.entries)

    def has(self, key: str) -> bool:
        """Return True if there is an entry with this key."""
        return key in self.entries

    def entry(self, key: str) -> BibEntry:
        """Return an entry."""
        return self.entries[key]


AnyFile = BibFile | EntryFile


class Bibliography(msgspec.Struct, frozen=True):
    """All entries that a post can cite; the first file with a key counts."""

    files: tuple[AnyFile, ...] = ()
    problems: tuple[BibProblem, ...] = ()

    def __contains__(self, key: str) -> bool:
        return self._file_of(key) is not None

    def _file_of(self, key: str) -> AnyFile | None:
        return next((file for file in self.files if file.has(key)), None)

    def nearest(self, key: str) -> str:
        """Return the key that an unknown one is most likely a slip of; empty if none is near."""
        # Only those that begin alike: to compare with all of some ten thousand takes seconds.
        near = (one for one in self.keys() if one[:1].lower() == key[:1].lower() and abs(len(one) - len(key)) < 4)  # noqa: PLR2004 - a slip or two
        return nearest(key, islice(near, MOST_KEYS_COMPARED))

    def keys(self) -> Iterator[str]:
        """Yield all keys."""
        for file in self.files:
            yield from file.keys

    def entries(self, keys: Sequence[str]) -> tuple[dict[str, BibEntry], tuple[BibProblem, ...]]:
        """Return the entries with these keys, and what is wrong with those that cannot be read."""
        found: dict[str, BibEntry] = {}
        problems = []
        for key in keys:
            file = self._file_of(key)
            if file is None:
                continue
            try:
                entry = found[key] = file.entry(key)
            except BibError as error:
                name = file.file if isinstance(file, BibFile) else ""
                problems.append(BibProblem(f"entry {key} {error.message}", name, error.line, _HINT))
            else:
                if entry.problem:
                    problems.append(BibProblem(f"entry {key} {entry.problem}", entry.file, entry.line, _HINT))
        return found, tuple(problems)


def read_library(files: Mapping[str, str], references: Sequence[str]) -> Bibliography:
    """Read bibliographies, name to text, and entries of the metadata, each as JSON."""
    read: list[AnyFile] = []
    problems: list[BibProblem] = []
    if references:
        read.append(EntryFile(read_csl([json.loads(one) for one in references], "")))
    for name, text in files.items():
        file = _read(text, name)
        if isinstance(file, BibProblem):
            problems.append(file)
        else:
            read.append(file)
    return Bibliography(tuple(read), tuple(problems))


@text_cache(16)
def _read(text: str, name: str) -> AnyFile | BibProblem:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in (".json", ".yaml", ".yml"):
        value = _loaded(text, suffix)
        if isinstance(value, BibProblem):
            return msgspec.structs.replace(value, file=name)
        return EntryFile(read_csl(value, name))
    if suffix == ".ris":
        return EntryFile(read_ris(text, name))
    return read_bibtex(text, name)


def _loaded(text: str, suffix: str) -> Any:
    if suffix == ".json":
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            return BibProblem(f"is not valid JSON: {error.msg}", line=error.lineno, hint="export it again as CSL-JSON")
        except (RecursionError, ValueError):
            return BibProblem("is not valid JSON: nested too deeply", hint="export it again as CSL-JSON")
    from blogtools.read.values import InvalidValueError, plain_value
    from blogtools.read.yaml_text import NoMappingError, YamlError, read_mapping

    try:
        return plain_value(dict(read_mapping(text).values))
    except YamlError as error:
        return BibProblem(f"is not valid YAML: {error.message}", line=error.line, hint="correct this line")
    except (NoMappingError, InvalidValueError):
        return BibProblem("has no list `references`", hint="write entries of CSL below `references:`")
