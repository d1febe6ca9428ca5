"""Rewrites callouts of Quarto, MyST, Docusaurus, Obsidian, MkDocs and fastpages in GitHub's syntax, which is parsed."""

from __future__ import annotations

import re

from blogtools.memo import lazy_pattern

MAX_NESTING = 32
"""Levels of callouts and divs that are rewritten; what is nested deeper stays as it is written."""

CALLOUT_KINDS = {
    **dict.fromkeys(("note", "info", "abstract", "summary", "question", "example", "quote", "seealso"), "NOTE"),
    **dict.fromkeys(("admonition", "todo", "faq", "help", "cite"), "NOTE"),
    **dict.fromkeys(("tip", "hint", "success", "check", "done"), "TIP"),
    "important": "IMPORTANT",
    **dict.fromkeys(("warning", "attention", "failure", "fail", "missing"), "WARNING"),
    **dict.fromkeys(("caution", "danger", "error", "bug"), "CAUTION"),
}
"""Name of a callout in any tool to one of GitHub's five."""

_SIGNATURES = (":::", "```{", "~~~{", "!!!", "???", "[!", "Note:", "Tip:", "Important:", "Warning:")
"""Strings of which every callout has one; a faster check than the regular expression."""
_MARKS = lazy_pattern(
    r"^[ \t]*(?:>[ \t]*)*(?::{3,}|`{3,}\{|~{3,}\{|!!!|\?\?\?)|^[ \t]*>[ \t]*(?:\[!|(?:Note|Tip|Important|Warning):)",
    re.MULTILINE,
)
_FENCE = lazy_pattern(r"( {0,3})(`{3,}|~{3,})(.*)")
_COLONS = lazy_pattern(r"( {0,3})(:{3,})[ \t]*(.*?)[ \t]*$")
_QUARTO = lazy_pattern(r"\{\s*\.callout-(\w+)([^}]*)\}$")
_QUARTO_TITLE = lazy_pattern(r"\btitle\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DIRECTIVE = lazy_pattern(r"\{(\w+)\}[ \t]*(.*)$")
_MKDOCS = lazy_pattern(r"( {0,3})(?:!!!|\?\?\?\+?)[ \t]+(\w+)[^\n\"]*(?:\"(.*)\")?[ \t]*$")
_FASTPAGES = lazy_pattern(r"( {0,3}> ?)(Note|Tip|Important|Warning):[ \t]*(.*)$")
_OBSIDIAN = lazy_pattern(r"( {0,3}> ?)\[!(\w+)\][+-]?[ \t]*(.*)$")
_DOCUSAURUS = lazy_pattern(r"(\w+)(?:\[(.*)\]|[ \t]+([^{].*))?$")
_HEADING = lazy_pattern(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$")
_MYST_OPTION = lazy_pattern(r"[ \t]*:[\w-]+:")


def normal_callouts(source: str) -> str:
    """Return Markdown with callouts rewritten as `> [!NOTE]` quotes; code and other text is unchanged."""
    if not any(mark in source for mark in _SIGNATURES) or not _MARKS.search(source):
        return source
    return "\n".join(_rewrite(source.split("\n"), 0))


def _rewrite(lines: list[str], depth: int) -> list[str]:
    """Return the lines rewritten; `depth` is the number of blocks around them."""
    if depth > MAX_NESTING:
        return lines
    out: list[str] = []
    position = 0
    ends = _closing_colons(lines)
    while position < len(lines):
        line = lines[position]
        done = (
            (_colon_block(lines, position, ends[position], depth) if position in ends else None)
            or _fence_block(lines, position, depth)
            or _mkdocs_block(lines, position, depth)
            or _fastpages_quote(lines, position)
            or _obsidian_quote(lines, position)
        )
        if done is not None:
            text, position = done
            out += text
        else:
            out.append(line)
            position += 1
    return out


def _callout(name: str, title: str, body: list[str], depth: int) -> list[str]:
    """Return a callout in GitHub's syntax, with its body rewritten too and a title as a bold line."""
    body = _rewrite(body, depth + 1)
    while body and not body[0].strip():
        del body[0]
    while body and not body[-1].strip():
        del body[-1]
    lines = [f"[!{CALLOUT_KINDS[name.lower()]}]"]
    if title:
        lines += [f"**{title}**", *([""] if body else [])]
    lines += body
    # Blank lines separate the quote from the text around it.
    return ["", *(f"> {line}".rstrip() for line in lines), ""]


def _colon_block(lines: list[str], start: int, end: int, depth: int) -> tuple[list[str], int] | None:
    """Rewrite a callout between colons; of other fenced divs, only remove the fences.

    It is Quarto's `::: {.callout-note}`, MyST's `:::{note}` or Docusaurus's `:::note[Title]`.
    """
    opening = _COLONS.match(lines[start])
    if opening is None:
        return None
    body = lines[start + 1 : end]
    quarto = _QUARTO.match(opening[3])
    if quarto and quarto[1].lower() in CALLOUT_KINDS:
        named = _QUARTO_TITLE.search(quarto[2])
        title = (named[1] or named[2] or "") if named else ""
        first = next((index for index, line in enumerate(body) if line.strip()), None)
        heading = _HEADING.match(body[first]) if first is not None and not title else None
        if heading and first is not None:
            title = heading[1]
            del body[first]
        return _callout(quarto[1], title, body, depth), end + 1
    directive = _DIRECTIVE.match(opening[3])
    if directive and directive[1].lower() in CALLOUT_KINDS:
        return _callout(directive[1], directive[2].strip(), _without_options(body), depth), end + 1
    docusaurus = _DOCUSAURUS.match(opening[3])
    if docusaurus and docusaurus[1].lower() in CALLOUT_KINDS:
        return _callout(docusaurus[1], docusaurus[2] or docusaurus[3] or "", body, depth), end + 1
    return ["", *_rewrite(body, depth + 1), ""], end + 1


def _closing_colons(lines: list[str]) -> dict[int, int]:
    """Return the line that opens each fenced div, and the line that closes it; those in code are none."""
    ends: dict[int, int] = {}
    if not any(":::" in line for line in lines):
        return ends
    opened: list[int] = []
    position = 0
    while position < len(lines):
        fence = _FENCE.match(lines[position])
        if fence:
            position = _after_fence(lines, position, fence[2])
            continue
        colons = _COLONS.match(lines[position])
        if colons and colons[3]:
            opened.append(position)
        elif colons and opened:
            ends[opened.pop()] = position
        position += 1
    return ends


def _fence_block(lines: list[str], start: int, depth: int) -> tuple[list[str], int] | None:
    """Rewrite MyST's ```` ```{note} ````, and skip other fenced code as a whole."""
    fence = _FENCE.match(lines[start])
    if fence is None:
        return None
    end = _after_fence(lines, start, fence[2])
    directive = _DIRECTIVE.match(fence[3].strip())
    if directive and directive[1].lower() in CALLOUT_KINDS:
        closed = end <= len(lines) and _closes(lines[end - 1], fence[2]) and end - 1 > start
        if closed:
            body = _without_options(lines[start + 1 : end - 1])
            return _callout(directive[1], directive[2].strip(), body, depth), end
    return lines[start:end], end


def _after_fence(lines: list[str], start: int, fence: str) -> int:
    for position in range(start + 1, len(lines)):
        if _closes(lines[position], fence):
            return position + 1
    return len(lines)


def _closes(line: str, fence: str) -> bool:
    text = line.strip()
    return len(text) >= len(fence) and set(text) == {fence[0]}


def _mkdocs_block(lines: list[str], start: int, depth: int) -> tuple[list[str], int] | None:
    """Rewrite Python-Markdown's `!!! note "Title"` with an indented body."""
    opening = _MKDOCS.match(lines[start])
    if opening is None or opening[2].lower() not in CALLOUT_KINDS:
        return None
    indent = len(opening[1]) + 4
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith(" " * indent)):
        end += 1
    body = [line[indent:] for line in lines[start + 1 : end]]
    return (_callout(opening[2], opening[3] or "", body, depth), end) if any(map(str.strip, body)) else None


def _fastpages_quote(lines: list[str], start: int) -> tuple[list[str], int] | None:
    """Rewrite fastpages' `> Note: text`."""
    opening = _FASTPAGES.match(lines[start])
    if opening is None or (start and lines[start - 1].lstrip().startswith(">")):
        return None
    return [f"> [!{CALLOUT_KINDS[opening[2].lower()]}]", f"> {opening[3]}"], start + 1


def _obsidian_quote(lines: list[str], start: int) -> tuple[list[str], int] | None:
    """Rewrite the first line of Obsidian's `> [!faq]- Title`; GitHub's own callouts stay as they are."""
    opening = _OBSIDIAN.match(lines[start])
    if opening is None or opening[2].lower() not in CALLOUT_KINDS:
        return None
    if not opening[3] and opening[2].upper() in CALLOUT_KINDS.values() and lines[start].rstrip().endswith("]"):
        return None
    title = [f"{opening[1]}**{opening[3]}**", *([opening[1].rstrip()] if _is_quoted(lines, start + 1) else [])]
    return [f"{opening[1]}[!{CALLOUT_KINDS[opening[2].lower()]}]", *(title if opening[3] else [])], start + 1


def _is_quoted(lines: list[str], position: int) -> bool:
    return position < len(lines) and bool(lines[position].strip(" \t>"))


def _without_options(body: list[str]) -> list[str]:
    """Remove MyST's option lines, such as `:class: tip`, from the top of a directive."""
    position = 0
    while position < len(body) and _MYST_OPTION.match(body[position]):
        position += 1
    return body[position:]
