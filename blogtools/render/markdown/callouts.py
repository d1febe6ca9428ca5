"""Callouts in a generator's own form, made of GitHub's: a quote whose first line is `[!NOTE]`."""

from __future__ import annotations

import re

from blogtools.render.targets.target import Callout

_QUOTED = re.compile(r" {0,3}> ?")
_MARK = re.compile(r"\[!\w+\][ \t]*")
_BOLD = re.compile(r"\*\*([^*`\[\]<>\"$\ue0f0]+)\*\*[ \t]*$")
"""Matches a title: the step that reads other tools' callouts writes it as a bold line."""


def native_callout(quote: str, kind: str, form: Callout) -> str:
    """Return a quote as a callout of a generator; its lines may be quoted or continue a paragraph without a mark."""
    lines = [_QUOTED.sub("", line, count=1) for line in quote.rstrip("\n").split("\n")]
    if mark := _MARK.match(lines[0]):
        lines[0] = lines[0][mark.end() :]
    body = _without_blank_ends(lines)
    title = ""
    bold = _BOLD.match(body[0]) if body and form.title else None
    if bold and (len(body) == 1 or not body[1].strip()):
        title, body = bold[1].strip(), _without_blank_ends(body[1:])
    name = kind.lower()
    name = form.kinds.get(name, name)
    start = form.start.format(
        kind=name, Kind=name.capitalize(), KIND=name.upper(), title=form.title.format(title=title) if title else ""
    )
    end = [form.end] if form.end else []
    if end:
        # What ends a callout inside must not end this one.
        sign = form.end[0]
        longest = max((len(run[0]) for line in body if (run := re.match(rf" *{re.escape(sign)}+", line))), default=0)
        more = sign * max(0, longest + 1 - len(form.end))
        start, end = more + start, [more + form.end]
    inside = [f"{form.indent}{line}".rstrip() if line.strip() else form.indent.rstrip() for line in body]
    # Blank lines separate it from the text around it.
    return "\n".join([start, *([""] if form.end and inside else []), *inside, *([""] if end else []), *end, "", ""])


def _without_blank_ends(lines: list[str]) -> list[str]:
    first = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    last = next((index for index in range(len(lines), first, -1) if lines[index - 1].strip()), first)
    return lines[first:last]
