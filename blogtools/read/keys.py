"""The keys of front matter: one table of names, aliases and readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from blogtools.errors import Finding, FrontMatterError, Where
from blogtools.read import values as read
from blogtools.read.block import Block
from blogtools.read.shown import one_line, shown


class Key(msgspec.Struct, frozen=True):
    """A row of the table."""

    names: tuple[str, ...]
    """The key and its aliases in other tools, the more telling first; case, `-` and `_` make no difference."""
    field: str
    """Of `FrontMatter`; "" if the reader gives a dictionary of fields."""
    read: Callable[[Any], Any]
    """From the given value to the field's; None says nothing. Raises `ExpectedError`, `ClockError`."""
    keep: tuple[type, ...] = ()
    """Types of which a given value stays in `extra` too, because the field holds less than it says."""


KEYS = (
    Key(("title",), "title", read.line),
    Key(("date",), "", read.dates),
    Key(("pub-date", "publish-date", "date-published", "created"), "date", read.read_moment),
    Key(
        ("updated", "lastmod", "modified", "date-modified", "last-modified", "last-modified-at", "updated-date"),
        "updated",
        read.read_moment,
    ),
    Key(("draft",), "draft", read.flag),
    Key(("hide",), "", read.read_hidden, keep=(list,)),
    Key(("status",), "draft", read.status),
    Key(("published",), "", read.published),
    Key(("slug",), "slug", read.text),
    Key(("permalink", "url", "output-file"), "slug", read.permalink, keep=(object,)),
    Key(("description", "summary", "excerpt", "subtitle"), "description", read.text),
    Key(("tags", "tag"), "tags", read.texts),
    Key(("categories", "category"), "categories", read.texts),
    Key(("authors",), "authors", read.people),
    Key(("author",), "authors", read.person),
    Key(
        ("image", "thumbnail", "cover-image", "banner", "cover", "hero-image"),
        "image",
        read.text_or_nested("path", "src", "image", "url"),
        keep=(list, dict),
    ),
    Key(("aliases", "redirect-from"), "aliases", read.addresses),
    Key(("series",), "series", read.text_or_nested("name", "title"), keep=(list, dict)),
    Key(("canonical-url", "canonical"), "canonical_url", read.text),
    Key(("lang", "language"), "language", read.text_or_nested()),
    Key(("toc",), "toc", read.contents),
)
ELSEWHERE = frozenset(
    {
        *("badges", "branch", "comments", "searchexclude", "stickyrank", "usemath"),  # fastpages
        *("execute", "format", "order", "skipexec", "skipshowdoc"),  # Quarto, nbdev
        *("jupyter", "jupytext", "kernelspec"),  # Jupytext, MyST
        *("keywords", "layout", "math", "type", "weight"),  # Hugo, Jekyll
    }
)
"""Keys that only other tools know, which tell that a list of lines is metadata."""


MOST_KEYS = 100
"""In a longer block nobody looks for slips."""


def squashed(name: str) -> str:
    """A key without what makes no difference: `date-modified`, `Date_Modified` and `dateModified` are one."""
    return name.strip().lower().replace("_", "").replace("-", "")


BY_NAME = {squashed(name): (rank, key) for rank, key in enumerate(KEYS) for name in key.names}


def is_known(name: str) -> bool:
    """Whether some tool gives a key of this name a meaning."""
    name = squashed(name)
    return name in BY_NAME or name in ELSEWHERE


def check_block(block: Block) -> tuple[dict[str, Any], dict[str, Any], tuple[Finding, ...]]:
    """The fields that a block fills, the values that blogtools does not know, and what was odd.

    Where two keys mean one field, the more telling fills it and the other stays among the unknown. What any of them
    calls a draft is one.

    Raises:
        FrontMatterError: a value has the wrong type. It names the place, the key, what was expected and what stands
            there; further mistakes are told with the first.
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
            used = _take(fields, said)
            if keep or not used:
                extra[str(written)] = read.plain_value(given)
        except read.RelativeDateError:
            message = f"{name}: {shown(given)} depends on the day of the build, and was left out"
            findings.append(Finding("front-matter", message, place, "write the date itself"))
        except read.InvalidValueError as error:
            wrong.append(Finding("front-matter", f"{name}: expected {error}, found {shown(given)}", place))
            continue
        if squashed(str(written)) not in BY_NAME and len(block.values) <= MOST_KEYS:
            findings.extend(_slip(str(written), name, place))
    if wrong and not block.foreign:
        wrong.sort(key=lambda finding: finding.where.line or 0)
        raise FrontMatterError("; ".join(finding.message for finding in wrong), where=wrong[0].where)
    findings.extend(msgspec.structs.replace(finding, message=f"{finding.message}; left out") for finding in wrong)
    ordered = {name: extra[name] for name in map(str, block.values) if name in extra}
    return fields, ordered, tuple(findings)


def key_rank(item: tuple[Any, Any]) -> tuple[int, int]:
    """The place of a key in the table; unknown keys come last."""
    name = squashed(str(item[0]))
    if name not in BY_NAME:
        return len(KEYS), 0
    rank, key = BY_NAME[name]
    return rank, [squashed(alias) for alias in key.names].index(name)


def read_key(written: str, given: Any) -> tuple[dict[str, Any], bool]:
    """The fields that a key fills, and whether what was given says more.

    Raises:
        ExpectedError, ClockError: the value has the wrong type; it is a date that depends on the day of the build.
    """
    if squashed(written) not in BY_NAME:
        return {}, True
    _, key = BY_NAME[squashed(written)]
    value = key.read(given)
    said = value if isinstance(value, dict) else {key.field: value}
    says_nothing = all(value is None for value in said.values())
    return said, isinstance(given, key.keep) or (says_nothing and isinstance(given, list | dict))


def _take(fields: dict[str, Any], said: dict[str, Any]) -> bool:
    """Fill the fields that are open; whether none was taken before."""
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


def _slip(written: str, name: str, place: Where) -> Iterable[Finding]:
    """A key that is nearly one of ours."""
    low = written.strip().lower().replace("_", "-")
    if len(low) < 4 or squashed(low) in ELSEWHERE:  # noqa: PLR2004 - short words are near to each other by chance
        return
    # Only keys that blogtools does not know need it.
    import difflib

    names = [alias for key in KEYS for alias in key.names]
    near = difflib.get_close_matches(low[:40], names, n=1, cutoff=0.8)
    if near:
        yield Finding("front-matter", f"unknown key {name}", place, f"did you mean {near[0]}?", "note")
