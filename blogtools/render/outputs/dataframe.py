"""HTML tables of libraries, above all pandas, as tables of the page or of Markdown."""

from __future__ import annotations

import re
from html import unescape
from itertools import zip_longest

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.render.outputs.html_math import may_have_formulas, tex_as_markdown

_STYLE = r"<style\b(?P<{0}>[^>]*)>[^<]*+(?>(?:<(?!/style)[^<]*+)*)</style>"
_WHOLE = lazy_pattern(
    rf"""\s*(?P<before>(?:<div\b[^>]*>\s*|{_STYLE.format("style1")}\s*|<small\b[^>]*>[^<]*</small>\s*)*)
    (?P<table><table\b(?P<attributes>[^>]*)>(?P<inner>[^<]*+(?>(?:<(?!/?table\b)[^<]*+)*))</table>)
    \s*(?P<after>(?:<p\b[^>]*>[^<]*</p>\s*|<small\b[^>]*>[^<]*</small>\s*|</div>\s*)*)""",
    re.IGNORECASE | re.VERBOSE,
)
_LIBRARY_STYLE = lazy_pattern(
    r"<style\b(?:[^>]*\bscoped\b[^>]*>|[^>]*>\s*\.dataframe\b)[^<]*+(?>(?:<(?!/style)[^<]*+)*)</style>\s*",
    re.IGNORECASE,
)
_ANY_STYLE = lazy_pattern(r"<style\b[^>]*>[^<]*+(?>(?:<(?!/style)[^<]*+)*)</style>\s*", re.IGNORECASE)
_DIV = lazy_pattern(r"</?div\b[^>]*>\s*", re.IGNORECASE)
_BORDER = lazy_pattern(r"\s+border\s*=\s*[\"']?\d+[\"']?", re.IGNORECASE)
_ROW = lazy_pattern(r"<tr\b[^>]*>(.*?)(?=</tr>|<tr\b|</?tbody|</?thead|</?tfoot|\Z)", re.DOTALL | re.IGNORECASE)
_CELL = lazy_pattern(
    r"<t([hd])\b((?>(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*))>(.*?)(?=</t[hd]>|<t[hd]\b|\Z)", re.DOTALL | re.IGNORECASE
)
_SPAN = lazy_pattern(r"\b(col|row)span\s*=\s*[\"']?(\d+)", re.IGNORECASE)
_BLOCK = lazy_pattern(r"<(?:div|p|ul|ol|dl|pre|table|h\d|blockquote|style|script|details|hr)\b", re.IGNORECASE)
_TAG = lazy_pattern(r"(<[^>]*>)")
_SPECIAL = lazy_pattern(r"[\\`*\[\]|~$]|(?<![^\W_])_|_(?![^\W_])")
_NUMBER = lazy_pattern(r"(?:[-+\u2212]?[\d.,]++(?:[eE][-+]?\d+)?%?|NaN|nan|NaT|None|null|&lt;NA&gt;|-?inf|)")
_EMPTY_HEADER = lazy_pattern(r"<th>\s*</th>")
_LINE_BREAK = lazy_pattern(r"\s*\n\s*")


class DataFrameTable(msgspec.Struct, frozen=True):
    """Parts of an HTML fragment that consists of one table."""

    before: str
    """Styles and text above the table, without wrapping `<div>`s."""
    attributes: str
    inner: str
    after: str
    """Text below the table, such as `<p>3 rows x 2 columns</p>`."""

    @property
    def html(self) -> str:
        """The table alone; empty header cells, such as pandas' corner, become data cells."""
        return f"<table{self.attributes}>{_EMPTY_HEADER.sub('<td></td>', self.inner)}</table>"


def whole_table(html: str) -> DataFrameTable | None:
    """Split a fragment that consists of one table into its parts; None for any other fragment.

    The style that pandas and polars add to every table and the border are dropped; other styles are kept.
    """
    start = html.find("<table")
    if start < 0 or html.count("<table") > 1:
        return None
    match = _WHOLE.fullmatch(html)
    if match is None:
        return None
    before = _DIV.sub("", _LIBRARY_STYLE.sub("", match["before"])).strip()
    after = _DIV.sub("", match["after"]).strip()
    return DataFrameTable(before, _BORDER.sub("", match["attributes"]), match["inner"], after)


def table_html(table: DataFrameTable) -> str:
    """Return the table in a container that scrolls if the page is too narrow."""
    before = f"{table.before}\n" if table.before else ""
    after = f"\n{table.after}" if table.after else ""
    return f'{before}<div class="table-scroll" tabindex="0" role="group" aria-label="Table">{table.html}</div>{after}'


def table_markdown(table: DataFrameTable) -> str | None:
    """Return the table in Markdown, with the text above and below it; None if Markdown cannot express it.

    The levels of a multi-level header share one cell, with line breaks. Markdown cannot express cells that span rows,
    body cells that span columns, cells with block content, and tables without rows.
    """
    if _BLOCK.search(table.inner) or not table.inner.strip():
        return None
    header, rows = _rows(table.inner)
    if header is None or not rows:  # Some parsers know no table without rows.
        return None
    width = max((len(row) for row in (*header, *rows)), default=0)
    levels = [[cell for cell in column if cell] for column in zip_longest(*header, fillvalue="")]
    names = ["<br>".join(cells) for cells in levels] + [""] * (width - len(levels))
    body = [row + [""] * (width - len(row)) for row in rows]
    rules = ["--:" if body and all(_NUMBER.fullmatch(row[index]) for row in body) else "---" for index in range(width)]
    lines = [f"| {' | '.join(row)} |" for row in (names, rules, *body)]
    above = _paragraph(_ANY_STYLE.sub("", table.before))
    return "\n\n".join(part for part in (above, "\n".join(lines), _paragraph(table.after)) if part)


def _rows(inner: str) -> tuple[list[list[str]] | None, list[list[str]] | None]:
    """Return header and body as Markdown cells; None if a cell spans more than Markdown can express."""
    header: list[list[str]] = []
    body: list[list[str]] = []
    head_end = inner.lower().find("</thead")
    for row in _ROW.finditer(inner):
        cells = _CELL.findall(row[1])
        is_header = row.start() < head_end or (not header and not body and all(kind in "hH" for kind, _, _ in cells))
        values: list[str] = []
        for _, attributes, content in cells:
            spans = {kind.lower(): int(number) for kind, number in _SPAN.findall(attributes)} if attributes else {}
            across = spans.get("col", 1)
            if spans.get("row", 1) > 1 or (across > 1 and not is_header) or across > 1000:  # noqa: PLR2004 - HTML's limit
                return None, None
            values += [_cell(content)] * across
        (header if is_header else body).append(values)
    return header, body


def _cell(content: str) -> str:
    text = content.strip()
    if text.isalnum():
        return text
    if "\n" in text:
        text = _LINE_BREAK.sub("<br>", text)
    if may_have_formulas(text):
        return tex_as_markdown(text, _escaped)
    return _escaped(text)


def _escaped(text: str) -> str:
    if "<" not in text:
        return _SPECIAL.sub(r"\\\g<0>", text)
    parts = _TAG.split(text)
    return "".join(
        part.replace("|", "&#124;") if index % 2 else _SPECIAL.sub(r"\\\g<0>", part) for index, part in enumerate(parts)
    )


def _paragraph(html: str) -> str:
    return unescape(_TAG.sub(" ", html)).strip()
