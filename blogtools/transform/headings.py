"""The headings of a post: text, anchors and dates."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

import msgspec

from blogtools.dates import leading_moment
from blogtools.memo import Memoizer, call_uncached, lazy_pattern
from blogtools.model import Cell, DatedText, Entry, Heading, Markdown, Notebook
from blogtools.transform.anchors import THEME_IDS, UniqueNames, github_anchor, legacy_anchor
from blogtools.transform.markdown.mathematics import restore

_UNNUMBERED = lazy_pattern(
    r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t#]*\{(?:[^{}\n]*[ \t])?(?:-|\.unnumbered)(?:[ \t][^{}\n]*)?\}[ \t]*$", re.MULTILINE
)
_ANCHOR = lazy_pattern(r'<a(?: id="([^"\s]+)")?(?: class="([^"]*)")?>')


def find_headings(cells: Sequence[Cell], call: Memoizer = call_uncached) -> tuple[Heading, ...]:
    """Return all headings in order, with unique anchors; a legacy anchor never duplicates another anchor."""
    found = [
        (cell, *heading)
        for cell in cells
        if cell.markdown is not None and (b"#" in cell.markdown.text or b"\n" in cell.markdown.text)
        for heading in call(_headings, cell.markdown)
    ]
    anchors: dict[int, str] = {}
    used = UniqueNames()
    for name in THEME_IDS:
        used.add(name)
    # The post's own headings come first, so that embedded headings do not change their anchors; of those, the ones that
    # the author gave an id.
    for index in sorted(
        range(len(found)), key=lambda index: (found[index][0].origin is not None, not found[index][4].ids)
    ):
        text, given = found[index][3:]
        anchors[index] = used.claim(given.ids[0] if given.ids else github_anchor(text))
    headings = []
    for index, (cell, event, level, text, given) in enumerate(found):
        anchor = anchors[index]
        # The anchor that the heading would have is kept, for links that are older than its id.
        others = [name for name in (*given.ids[1:], github_anchor(text)) if name not in used] if given.ids else []
        for name in others:
            used.add(name)
        legacy: str | None = legacy_anchor(text)
        if not legacy or legacy in used:
            legacy = None
        else:
            used.add(legacy)
        embedded = cell.origin is not None
        headings.append(
            Heading(
                *(cell.number, event, level, text, anchor, legacy, tuple(dict.fromkeys(others))),
                classes=given.classes,
                marks=given.events,
                embedded=embedded,
            )
        )
    return tuple(headings)


def own_headings(headings: Sequence[Heading]) -> tuple[Heading, ...]:
    """Return the headings of the post's own notebook."""
    return tuple(heading for heading in headings if not heading.embedded)


def date_headings(headings: Sequence[Heading], day: dt.date | None) -> tuple[Heading, ...]:
    """Mark headings that begin with a date or time; a time is on the nearest date above it, else on `day`."""
    dated = []
    for heading in headings:
        moment = leading_moment(heading.text)
        if moment is not None:
            day = moment.date or day
            parts = (day.isoformat() if day else None, moment.time.isoformat("minutes") if moment.time else None)
            value = "T".join(part for part in parts if part)
            start = len(heading.text) - len(heading.text.lstrip())
            heading = msgspec.structs.replace(heading, dated=DatedText(start, moment.end, value))  # noqa: PLW2901 - the same heading, dated
        dated.append(heading)
    return tuple(dated)


def first_date(headings: Sequence[Heading]) -> dt.date | None:
    """Return the date of the first heading that begins with one."""
    return next((day for _, day in _days(headings)), None)


def diary_level(headings: Sequence[Heading]) -> int:
    """Return the level of the entries of a diary: that of most dated headings, if at least two; else 0."""
    levels = Counter(heading.level for heading, _ in _days(headings))
    level, number = max(levels.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
    return level if number > 1 else 0  # one dated heading makes a dated post, not a diary


def diary_entries(headings: Sequence[Heading], level: int) -> tuple[Entry, ...]:
    """Return the entries of a diary, given their level: the dated headings of that."""
    return tuple(Entry(heading.text, heading.anchor, day) for heading, day in _days(headings) if heading.level == level)


def future_headings(headings: Sequence[Heading], level: int, today: dt.date) -> tuple[tuple[Heading, dt.date], ...]:
    """Return the headings of a diary, given their level, whose day comes after `today`, and the day of each."""
    return tuple((heading, day) for heading, day in _days(headings) if heading.level == level and day > today)


def numbered(headings: Sequence[Heading], title: tuple[int, int] | None, notebook: Notebook) -> tuple[Heading, ...]:
    """Return the headings with numbers such as `2.1`, counted from the highest level in use.

    `title` is the place of the heading that is the post's title. It has none, nor have those that the notebook marks
    with `{-}` or `{.unnumbered}` (Pandoc).
    """
    without = {
        (cell.number, _bare(text))
        for cell in notebook.cells
        if cell.kind == "markdown" and "{" in cell.source
        for text in _UNNUMBERED.findall(cell.source)
    }
    counted = [
        heading
        for heading in headings
        if (heading.cell, heading.event) != title
        and heading.text.strip()
        and (heading.cell, _bare(heading.text)) not in without
    ]
    highest = min((heading.level for heading in counted), default=1)
    counters: list[int] = []
    numbers = {}
    for heading in counted:
        depth = heading.level - highest + 1
        counters = (counters + [0] * depth)[:depth]
        counters[-1] += 1
        numbers[heading.cell, heading.event] = ".".join(map(str, counters))
    return tuple(
        msgspec.structs.replace(heading, number=numbers.get((heading.cell, heading.event), "")) for heading in headings
    )


def _bare(text: str) -> str:
    """Return the letters and digits of a heading, as it is written or as it is read."""
    return "".join(filter(str.isalnum, text))


def _days(headings: Sequence[Heading]) -> Iterator[tuple[Heading, dt.date]]:
    for heading in headings:
        moment = leading_moment(heading.text)
        if moment is not None and moment.date is not None:
            yield heading, moment.date


class Given(msgspec.Struct, frozen=True):
    """The ids and classes that an author gives a heading, and the number of events that say so."""

    ids: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    events: int = 0


def _given(events: Sequence[Any], position: int) -> Given:
    """Return what the empty `<a id="…" class="…"></a>` at the beginning of a heading give it."""
    ids: list[str] = []
    classes: list[str] = []
    start = position
    while position + 1 < len(events) and events[position + 1] == {"InlineHtml": "</a>"}:
        tag = events[position].get("InlineHtml") if events[position].__class__ is dict else None
        match = _ANCHOR.fullmatch(tag or "")
        if match is None:
            break
        ids += [unescape(match[1])] if match[1] else []
        classes += unescape(match[2] or "").split()
        position += 2
    return Given(tuple(ids), tuple(classes), position - start)


def _headings(markdown: Markdown) -> tuple[tuple[int, int, str, Given], ...]:
    """Return position, level and text of each heading in a piece of Markdown, and its ids and classes."""
    return tuple(_walk_headings(markdown))


def _walk_headings(markdown: Markdown) -> Iterator[tuple[int, int, str, Given]]:
    start = level = 0
    parts: list[str] | None = None
    images = 0
    for position, event in enumerate(markdown.events):
        if event.__class__ is str:
            if parts is not None:
                parts.append("\n")
            continue
        ((kind, value),) = event.items()
        if kind == "Start" and value.__class__ is dict and "Heading" in value:
            start, level, parts = position, int(value["Heading"]["level"][1]), []
        elif parts is None:
            continue
        elif kind == "Start":
            images += value.__class__ is dict and "Image" in value
        elif kind == "End":
            if value.__class__ is dict and "Heading" in value:
                given = _given(markdown.events, start + 1)
                yield markdown.offset + start, level, restore("".join(parts), markdown.formulas), given
                parts = None
            elif value == "Image":
                images -= 1
        elif kind in ("Text", "Code") and not images:
            parts.append(value)
