"""Rewrites the blocks of other tools: callouts in GitHub's syntax, which is parsed, divs and tabs as HTML.

They are those of Quarto, MyST, Docusaurus, Obsidian, MkDocs and fastpages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from blogtools.memo import lazy_pattern
from blogtools.transform.markdown.attributes import read_attributes
from blogtools.transform.markdown.block_fences import (
    COLONS,
    FENCE,
    after_fence,
    closes_fence,
    closing_colons,
    last_slashes,
    last_tags,
)
from blogtools.transform.markdown.blocks.components import COMPONENTS, component
from blogtools.transform.markdown.blocks.slashes import slash_block
from blogtools.transform.markdown.directives import WRITERS, Directive, fold_of, read_directive, write_directive
from blogtools.transform.markdown.divs import div
from blogtools.transform.markdown.html_blocks import details, inline_html, stripped
from blogtools.transform.markdown.html_tags import opening_tag
from blogtools.transform.markdown.tabs import Tab, mkdocs_tabs, tab_set

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

_KINDS = frozenset(CALLOUT_KINDS)
_SIGNATURES = (
    *(":::", "```{", "~~~{", "!!!", "???", "[!", "Note:", "Tip:", "Important:", "Warning:"),
    *("===", "\n: ", "\n : ", "\n  : ", "\nTable:", " markdown", "///", "<Tabs", "<Admon", "<Aside"),
)
"""Strings of which every block has one; a faster check than the regular expression."""
_MARKS = lazy_pattern(
    r"^[ \t]*(?:>[ \t]*)*(?::{3,}|`{3,}\{|~{3,}\{|!!!|\?\?\?)|^[ \t]*>[ \t]*(?:\[!|(?:Note|Tip|Important|Warning):)"
    r"|^ {0,3}===!?\+?[ \t]+\"|^ {0,3}(?:Table)?:[ \t]|^ {0,3}<[a-z]+\b[^<>]*\smarkdown\b"
    r"|^ {0,3}(?:/{3,}[ \t]+\w|<(?:Tabs|Admonition|Aside)\b)",
    re.MULTILINE,
)
_LONGEST = 500
"""Lines of an element with the attribute `markdown` that are looked at for its end."""
_TITLED = frozenset({"margin", "aside", "sidebar", "topic", "card", "grid-item-card"})
_STYLE = lazy_pattern(r"\bstyle\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s}]+)")
_INSIDE = "\ue0f4"
"""Stands for what is inside of a block."""
DIRECTIVE = lazy_pattern(r"\{([\w:-]+)\}[ \t]*(.*)$")
"""The name of a directive (MyST), and what follows it in its line."""
_MKDOCS = lazy_pattern(r"( {0,3})(!!!|\?\?\?\+?)[ \t]+(?:([\w-]+)[^\n\"]*(?:\"(.*)\")?|\"([^\"]+)\")[ \t]*$")
_FASTPAGES = lazy_pattern(r"( {0,3}> ?)(Note|Tip|Important|Warning):[ \t]*(.*)$")
_OBSIDIAN = lazy_pattern(r"( {0,3}> ?)\[!([\w-]+)\]([+-]?)[ \t]*(.*)$")
_DOCUSAURUS = lazy_pattern(r"(\w+)(?:\[(.*)\]|[ \t]+([^{].*))?$")
_HEADING = lazy_pattern(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$")
_TABLE_ROW = lazy_pattern(r" {0,3}\|.*\|[ \t]*$")
_DELIMITERS = lazy_pattern(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_CAPTION = lazy_pattern(r" {0,3}(?:Table)?:[ \t]+(.*?)[ \t]*(\{[^{}\n]*\})?[ \t]*$")
_HTML = lazy_pattern(r" {0,3}<(?P<name>[a-z]+)\b[^<>]*\smarkdown\b[^<>]*>[ \t]*$")


def normal_callouts(source: str) -> str:
    """Return Markdown with callouts rewritten as `> [!NOTE]` quotes; code and other text is unchanged."""
    for mark in _SIGNATURES:
        if mark in source:
            break
    else:
        return source
    if not _MARKS.search(source):
        return source
    return "\n".join(_rewrite(source.split("\n"), 0))


def _rewrite(lines: list[str], depth: int) -> list[str]:
    """Return the lines rewritten; `depth` is the number of blocks around them."""
    if depth > MAX_NESTING:
        return lines
    out: list[str] = []
    position = 0
    ends = closing_colons(lines)
    slashes, tags = last_slashes(lines), last_tags(lines, COMPONENTS)
    while position < len(lines):
        line = lines[position]
        done = (
            (_colon_block(lines, position, ends[position], depth) if position in ends else None)
            or _fence_block(lines, position, depth)
            or _mkdocs_block(lines, position, depth)
            or _tabs(lines, position, depth)
            or _html_block(lines, position, depth)
            or _slash_block(lines, position, slashes, depth)
            or _component(lines, position, tags, depth)
            or _fastpages_quote(lines, position)
            or _obsidian_quote(lines, position, depth)
            or _table_caption(lines, position)
        )
        if done is not None:
            text, position = done
            out += text
        else:
            out.append(line)
            position += 1
    return out


def _callout(name: str, title: str, body: list[str], depth: int, *, fold: str = "") -> list[str]:
    """Return a callout in GitHub's syntax, with its body rewritten too and a title as a bold line.

    One that is `closed` or `open` (`fold`) is HTML, which readers can fold. Of an unknown kind, the name is the title.
    """
    body = stripped(_rewrite(body, depth + 1))
    kind = CALLOUT_KINDS.get(name.lower(), "NOTE")
    if not title and name.lower() not in CALLOUT_KINDS:
        title = name.replace("-", " ").capitalize()
    if fold:
        return details(
            title or kind.capitalize(), body, classes=("callout", f"callout-{kind.lower()}"), is_open=fold == "open"
        )
    lines = [f"[!{kind}]"]
    if title:
        lines += [f"**{title.replace('**', '')}**", *([""] if body else [])]
    lines += body
    # Blank lines separate the quote from the text around it.
    return ["", *(f"> {line}".rstrip() for line in lines), ""]


def _colon_block(lines: list[str], start: int, end: int, depth: int) -> tuple[list[str], int] | None:
    """Rewrite what stands between colons: a callout, a directive or another div.

    It is Quarto's `::: {.callout-note}`, MyST's `:::{note}` or Docusaurus's `:::note[Title]`.
    """
    opening = COLONS.match(lines[start])
    if opening is None:
        return None
    written = opening[3].rstrip(" \t")
    body = lines[start + 1 : end]
    named = DIRECTIVE.match(written)
    if named:
        return _directive(read_directive(named[1], named[2], body), body, depth), end + 1
    attributes = read_attributes(written) if written.startswith("{") else None
    kind = next((name for name in attributes.classes if name.startswith("callout-")), "") if attributes else ""
    if attributes and kind:
        return _quarto(kind.removeprefix("callout-"), attributes.pairs, body, depth), end + 1
    docusaurus = _DOCUSAURUS.match(written)
    if docusaurus and docusaurus[1].lower() in CALLOUT_KINDS:
        return _callout(docusaurus[1], docusaurus[2] or docusaurus[3] or "", body, depth), end + 1
    return div(written, body, lambda inside: _rewrite(inside, depth + 1)), end + 1


def _quarto(name: str, pairs: dict[str, str], body: list[str], depth: int) -> list[str]:
    """Return a callout whose title is an attribute, or a heading at its top."""
    title = pairs.get("title", "")
    first = next((index for index, line in enumerate(body) if line.strip()), None)
    heading = _HEADING.match(body[first]) if first is not None and not title else None
    if heading and first is not None:
        title = heading[1]
        del body[first]
    fold = {"true": "closed", "false": "open"}.get(pairs.get("collapse", "").lower(), "")
    return _callout(name, title, body, depth, fold=fold)


def _directive(one: Directive, written: list[str], depth: int) -> list[str]:
    """Return a callout or another directive of MyST; of one that is not known, only the lines inside, as `written`."""
    if one.name in CALLOUT_KINDS:
        kind = (
            next((name for name in one.classes if name in CALLOUT_KINDS), one.name)
            if one.name == "admonition"
            else one.name
        )
        return _callout(kind, one.argument, one.body, depth, fold=one.fold)
    if one.name in WRITERS:
        return write_directive(one, lambda inside: _rewrite(inside, depth + 1))
    return ["", *_rewrite(written, depth + 1), ""]


def block_around(written: str, options: Mapping[str, str]) -> tuple[str, str]:
    """Return the start and the end of a block of HTML, given what follows the colons of a div that is one.

    `options` are those of a directive.
    """
    named = DIRECTIVE.match(written) or _DOCUSAURUS.match(written)
    attributes = read_attributes(written) if written.startswith("{") and not named else None
    kind = next((name[8:] for name in attributes.classes if name.startswith("callout-")), "") if attributes else ""
    title = attributes.pairs.get("title", "") if attributes else (named[2] or "") if named else ""
    if named and named[1].lower() in CALLOUT_KINDS:
        kind = named[1]
    if kind and not (attributes and "collapse" in attributes.pairs) and not fold_of(options):
        name = CALLOUT_KINDS.get(kind.lower(), "NOTE").lower()
        start = f'<aside class="callout callout-{name}" markdown="1">'
        return f'{start}<p class="callout-title">{inline_html(title or kind.capitalize())}</p>', "</aside>"
    heading = ""
    if named and named[1].lower() in _TITLED:
        written, heading = f"{{{named[1]}}}", f"<p><strong>{inline_html(named[2])}</strong></p>" if named[2] else ""
    given = [f":{name}: {value}" for name, value in options.items()] if named else []
    lines = [f"::: {_STYLE.sub('', written)}", *given, _INSIDE, ":::"]
    before, _, after = (part.strip() for part in "\n".join(_rewrite(lines, 0)).partition(_INSIDE))
    is_element = before.startswith("<") and after.startswith("</") and "\n" not in before + after
    return (before + heading, after) if is_element else ("<div>", "</div>")


def _fence_block(lines: list[str], start: int, depth: int) -> tuple[list[str], int] | None:
    """Rewrite MyST's ```` ```{note} ````, and skip other fenced code as a whole."""
    fence = FENCE.match(lines[start])
    if fence is None:
        return None
    end = after_fence(lines, start, fence[2])
    named = DIRECTIVE.match(fence[3].strip())
    if named and (named[1].lower() in CALLOUT_KINDS or named[1].lower() in WRITERS):
        closed = end <= len(lines) and closes_fence(lines[end - 1], fence[2]) and end - 1 > start
        if closed:
            body = lines[start + 1 : end - 1]
            return _directive(read_directive(named[1], named[2], body), body, depth), end
    return lines[start:end], end


def _mkdocs_block(lines: list[str], start: int, depth: int) -> tuple[list[str], int] | None:
    """Rewrite Python-Markdown's `!!! note "Title"` with an indented body."""
    opening = _MKDOCS.match(lines[start])
    if opening is None:
        return None
    indent = len(opening[1]) + 4
    end = start + 1
    body = []
    while end < len(lines) and (not (line := lines[end].expandtabs(4)).strip() or line.startswith(" " * indent)):
        body.append(line[indent:])
        end += 1
    if not any(map(str.strip, body)):
        return None
    fold = {"???": "closed", "???+": "open"}.get(opening[2], "")
    return _callout(opening[3] or "note", opening[4] or opening[5] or "", body, depth, fold=fold), end


def _tabs(lines: list[str], start: int, depth: int) -> tuple[list[str], int] | None:
    """Rewrite MkDocs's tabs."""
    found = mkdocs_tabs(lines, start) if "===" in lines[start] else None
    if found is None:
        return None
    return tab_set([Tab(tab.title, _rewrite(tab.body, depth + 1), tab.is_open) for tab in found[0]]), found[1]


def _slash_block(lines: list[str], start: int, last: Mapping[str, int], depth: int) -> tuple[list[str], int] | None:
    """Rewrite what stands between slashes (pymdownx)."""
    line = lines[start].lstrip(" ") if last else ""
    if last.get(line[: len(line) - len(line.lstrip("/"))], 0) <= start:
        return None
    return slash_block(lines, start, partial(_rewrite, depth=depth + 1), partial(_callout, depth=depth), _KINDS)


def _component(lines: list[str], start: int, last: Mapping[str, int], depth: int) -> tuple[list[str], int] | None:
    """Rewrite a component of MDX."""
    line = lines[start].lstrip(" ") if last else ""
    if not any(line.startswith(f"<{name}") and place >= start for name, place in last.items()):
        return None
    return component(lines, start, partial(_rewrite, depth=depth + 1), partial(_callout, depth=depth))


def _html_block(lines: list[str], start: int, depth: int) -> tuple[list[str], int] | None:
    """Put blank lines into an element with the attribute `markdown` (Python-Markdown, kramdown)."""
    opening = _HTML.match(lines[start]) if "markdown" in lines[start] else None
    if opening is None:
        return None
    tags = re.compile(rf"<(/?){opening['name']}\b")
    level = 0
    for end in range(start, min(len(lines), start + _LONGEST)):
        level += sum(-1 if tag[1] else 1 for tag in tags.finditer(lines[end]))
        if level <= 0:
            if lines[end].strip() != f"</{opening['name']}>":
                return None
            inside = _rewrite(lines[start + 1 : end], depth + 1)
            return [lines[start], "", *inside, "", lines[end], ""], end + 1
    return None


def _table_caption(lines: list[str], start: int) -> tuple[list[str], int] | None:
    """Rewrite `: Caption {#tbl-a}` below or above a table."""
    caption = _CAPTION.match(lines[start]) if ":" in lines[start][:9] else None
    if caption is None or not caption[1] or not (_ends_table(lines, start) or _begins_table(lines, start + 1)):
        return None
    tag = opening_tag("span", read_attributes(caption[2] or "{}"), classes=("caption",))
    return ["", f"{tag}{caption[1]}</span>", ""], start + 1


def _ends_table(lines: list[str], start: int) -> bool:
    """Return True if a table ends above a line, with one blank line between them at most."""
    last = start - 1
    while last >= max(start - 2, 0) and not lines[last].strip():
        last -= 1
    if last < max(start - 2, 0):
        return False
    if _TABLE_ROW.match(lines[last]) or lines[last].rstrip().endswith(("</table>", "</table></div>")):
        return True
    while last >= 0 and "|" in lines[last]:
        if _DELIMITERS.match(lines[last]):
            return True
        last -= 1
    return False


def _begins_table(lines: list[str], start: int) -> bool:
    """Return True if a table begins after a blank line."""
    if start + 1 >= len(lines) or lines[start].strip():
        return False
    following = lines[start + 1 : start + 3]
    return following[0].startswith(("<table", '<div class="table-scroll"')) or (
        len(following) > 1 and "|" in following[0] and _DELIMITERS.match(following[1]) is not None
    )


def _fastpages_quote(lines: list[str], start: int) -> tuple[list[str], int] | None:
    """Rewrite fastpages' `> Note: text`."""
    opening = _FASTPAGES.match(lines[start])
    if opening is None or (start and lines[start - 1].lstrip().startswith(">")):
        return None
    return [f"> [!{CALLOUT_KINDS[opening[2].lower()]}]", f"> {opening[3]}"], start + 1


def _obsidian_quote(lines: list[str], start: int, depth: int) -> tuple[list[str], int] | None:
    """Rewrite Obsidian's `> [!faq]- Title`; GitHub's own callouts stay as they are."""
    opening = _OBSIDIAN.match(lines[start])
    if opening is None:
        return None
    name, fold, title = opening[2], opening[3], opening[4]
    if fold:
        end = start + 1
        while _is_quote(lines, end):
            end += 1
        body = [re.sub(r"^ {0,3}> ?", "", line) for line in lines[start + 1 : end]]
        return _callout(name, title, body, depth, fold="closed" if fold == "-" else "open"), end
    if name.lower() not in CALLOUT_KINDS:
        title = title or name.replace("-", " ").capitalize()
    elif not title and name.upper() in CALLOUT_KINDS.values() and lines[start].rstrip().endswith("]"):
        return None
    bold = [
        f"{opening[1]}**{title.replace('**', '')}**",
        *([opening[1].rstrip()] if _is_quoted(lines, start + 1) else []),
    ]
    return [f"{opening[1]}[!{CALLOUT_KINDS.get(name.lower(), 'NOTE')}]", *(bold if title else [])], start + 1


def _is_quote(lines: list[str], position: int) -> bool:
    return position < len(lines) and lines[position].lstrip().startswith(">")


def _is_quoted(lines: list[str], position: int) -> bool:
    return position < len(lines) and bool(lines[position].strip(" \t>"))
