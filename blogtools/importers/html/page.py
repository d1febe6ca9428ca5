"""Pages of a site: title, date and description are those of the head, the text is without what stands around it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from blogtools.errors import Finding, SourceError, Where
from blogtools.importers.base import Imported
from blogtools.importers.decode import html_text
from blogtools.importers.front_matter import split_front_matter
from blogtools.importers.html.text import page_text
from blogtools.importers.html.to_markdown import has_formulas, markdown_of
from blogtools.importers.markdown import markdown_cells
from blogtools.importers.pictures import Pictures, remote_note
from blogtools.importers.posts import alias_of, made_post, moment

HTML_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
_TEMPLATE = re.compile(r"\{[{%]|<%|<\?php")
_LISTS = re.compile(r"\{%-?\s*(?:for|include|paginate)\b|\{\{-?\s*content\s*-?\}\}")
_HEAD_ONLY = re.compile(r"""http-equiv\s*=\s*["']?refresh""", re.IGNORECASE)
_TEXTS = (
    *("[itemprop='articleBody']", ".e-content", ".entry-content", ".post-content", ".post-body", ".article-content"),
    *("article", "main", "[role='main']", "#content", ".content"),
)
"""Where pages have their text, the surest first."""
_AROUND = "nav, header, footer, aside, form, #comments, .comments, #disqus_thread, .sidebar"
_NO_TEXT = "script:not([type^='math/tex']), style, nav, #disqus_thread, #comments, .comments, .sharedaddy, .post-nav"
_DATES = (
    *("meta[property='article:published_time']", "meta[name='date']", "meta[itemprop='datePublished']"),
    *("meta[name='DC.date']", "meta[name='dcterms.created']", "meta[name='dcterms.date']", "meta[name='pubdate']"),
    *("[itemprop='datePublished']", "time.dt-published", "time.published", "time[pubdate]"),
)
_HIGHLIGHT = re.compile(r"\{%-?\s*highlight\s+([\w+#.-]+)[^%]*%\}(.*?)\{%-?\s*endhighlight\s*-?%\}", re.DOTALL)
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_LIQUID = re.compile(r"""(?<!["'=(])\{\{.{1,300}?\}\}|(?<!["'=(])\{%.{1,300}?%\}""")
_BASE = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}")


class HtmlImporter:
    """Pages, and posts of generators that are written in HTML."""

    name = "html"

    def detect(self, path: Path, text: str) -> bool:
        """Return whether a file is a page with a text, and no template."""
        if path.suffix.lower() not in HTML_PAGE_SUFFIXES:
            return False
        text = text or html_text(path.read_bytes())[0]  # It may be in another encoding than UTF-8.
        if text.startswith("---"):
            return _LISTS.search(text) is None and re.search(r"^(?:title|date)\s*:", text, re.MULTILINE) is not None
        small = text.casefold()
        is_page = "<html" in small or "<!doctype html" in small or "<body" in small
        return is_page and not _TEMPLATE.search(text) and not _HEAD_ONLY.search(text)

    def read(self, path: Path) -> Imported:
        """Read a page.

        Raises:
            SourceError: it cannot be read, or markdownify is not installed.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            raise SourceError(message, where=Where(str(path))) from error
        text, line = html_text(data)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        findings = []
        if line:
            message = "is not UTF-8 here, and is read as Windows-1252"
            findings.append(Finding("import", message, Where(str(path), line=line)))
        pictures = Pictures(path.stem)
        made = _with_front(text, path, pictures) if text.startswith("---") else _page(text, path, pictures)
        findings += _scripts(text, path)
        findings += remote_note([pictures], Where(str(path)))
        return Imported(made.cells, made.language, tuple(findings))


def _with_front(text: str, path: Path, pictures: Pictures) -> Imported:
    """Return a post of a generator: metadata as they stand, and HTML, in which Liquid stays as it is."""
    front, body, _ = split_front_matter(text, path)
    body = _HIGHLIGHT.sub(
        lambda block: f'<pre data-lang="{block[1]}">{html.escape(block[2].strip(chr(10)))}</pre>', body
    )
    body = _BASE.sub("", body)
    if not _RAW.search(body):
        body = _LIQUID.sub(lambda mark: _kept(mark[0]), body)
    body = _RAW.sub("", body)
    markdown = markdown_of(body, Where(str(path)), pictures.address, dollars=has_formulas(front))
    cells, language = markdown_cells(markdown)
    return Imported((*((("raw", front),) if front else ()), *cells), language)


def _kept(markdown: str) -> str:
    return f'<x-markdown data-markdown="{html.escape(markdown)}" data-inline=""></x-markdown>'


def _page(text: str, path: Path, pictures: Pictures) -> Imported:
    page = LexborHTMLParser(text)
    body = _text_of(page)
    title = _title(page, body)
    front = {
        "title": title,
        "date": _date(page, body),
        "description": _meta(page, "meta[name='description']", "meta[property='og:description']"),
        "authors": [author] if (author := _meta(page, "meta[name='author']")) else [],
        "tags": _tags(page),
        "language": _attribute(page.css_first("html"), "lang"),
        "aliases": [alias] if (alias := alias_of(_attribute(page.css_first("link[rel='canonical']"), "href"))) else [],
    }
    if image := _meta(page, "meta[property='og:image']"):
        front["image"] = pictures.address(image, True)
    for element in body.css(_NO_TEXT):
        element.decompose()
    for heading in body.css("h1")[:1]:
        if " ".join(heading.text().split()) == title:
            heading.decompose()
    dollars = has_formulas(text)
    markdown = markdown_of(body.html or "", Where(str(path)), pictures.address, dollars=dollars)
    return made_post(front, markdown, "", pictures)


def _text_of(page: LexborHTMLParser) -> LexborNode:
    """Return the element that has the text of a page."""
    for selector in _TEXTS:
        found = [element for element in page.css(selector) if element.text(strip=True)]
        if len(found) == 1:
            return found[0]
    body = page.body
    assert body is not None  # noqa: S101 - the parser makes one
    for element in body.css(_AROUND):
        if element.css_first("h1") is None or element.tag in ("nav", "form"):
            element.decompose()
    return body


def _title(page: LexborHTMLParser, body: LexborNode) -> str:
    headings = [words for element in body.css("h1") if (words := " ".join(element.text().split()))]
    if len(headings) == 1:
        return headings[0]
    element = page.css_first("title")
    return _meta(page, "meta[property='og:title']") or (" ".join(element.text().split()) if element else "")


def _date(page: LexborHTMLParser, body: LexborNode) -> Any:
    for selector in _DATES:
        element = page.css_first(selector)
        given = _attribute(element, "content") or _attribute(element, "datetime")
        if element is not None and (found := moment(given or element.text())):
            return found
    for script in page.css("script[type='application/ld+json']"):
        match = re.search(r'"datePublished"\s*:\s*("[^"]{4,40}")', script.text())
        if match and (found := moment(json.loads(match[1]))):
            return found
    times = body.css("time[datetime]")
    return moment(_attribute(times[0], "datetime")) if times else ""


def _tags(page: LexborHTMLParser) -> list[str]:
    tags = [_attribute(element, "content") for element in page.css("meta[property='article:tag']")]
    return list(dict.fromkeys(filter(None, tags))) or [
        word for one in _meta(page, "meta[name='keywords']").split(",") if (word := one.strip())
    ]


def _meta(page: LexborHTMLParser, *selectors: str) -> str:
    found = (_attribute(page.css_first(selector), "content") for selector in selectors)
    return page_text(next(filter(None, found), ""))


def _attribute(element: LexborNode | None, name: str) -> str:
    return ((element.attributes.get(name) if element is not None else "") or "").strip()


def _scripts(text: str, path: Path) -> Iterator[Finding]:
    """Yield a finding for the programs of a text, which are not imported."""
    found = [one for one in re.finditer(r"<script\b([^>]*)>", text, re.IGNORECASE) if not _is_known(one[1])]
    if found and text.startswith("---"):
        line = text.count("\n", 0, found[0].start()) + 1
        scripts = "a script" if len(found) == 1 else f"{len(found)} scripts"
        yield Finding("import", f"{scripts} in the text, the first here, are not imported", Where(str(path), line=line))


def _is_known(attributes: str) -> bool:
    return bool(re.search(r"math/tex|ld\+json|mathjax|katex", attributes, re.IGNORECASE))


IMPORTER = HtmlImporter()
