"""Shortcodes and blocks of WordPress: `[code lang="python"]`, `[caption]`, `<!-- wp:latest-posts /-->`."""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

import msgspec

from blogtools.importers.html.embeds import embed

_TAG = re.compile(r"\[(\[?)(/?)([a-zA-Z][\w-]*)((?:[\s=:](?:\"[^\"]*\"|'[^']*'|[^'\"\[\]])*)?)(/?)\](\]?)")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|([^\s"'=]+)""")
_CODE_STARTS = re.compile(r"<(pre|code)\b|<(!)--", re.IGNORECASE)
_CODE_ENDS = {"pre": "</pre", "code": "</code", "!": "-->"}
_CLOSING = re.compile(r"\[/([a-zA-Z][\w-]*)\]")
_SELF_CLOSING = re.compile(r"<!--\s*wp:([a-z][\w/-]*)\s*(\{[^<>]*\})?\s*/-->", re.DOTALL)
_LANGUAGE = re.compile(r"<!--\s*wp:[\w/-]+\s+(\{[^<>]*\})\s*-->\s*<(pre|div)\b", re.DOTALL)
_FREEFORM = re.compile(r"<!--\s*wp:freeform\s*-->(.*?)<!--\s*/wp:freeform\s*-->", re.DOTALL)
_LATEX = re.compile(r"\$latex[\s\xa0]+((?:[^$\\]|\\.){1,2000}?)(?:&(?:amp;)?(?:s|bg|fg)=[-\w]+)*\s*\$")
_IMAGE = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)
_ADDRESS = re.compile(r"^[ \t]*(https?://\S+)[ \t]*$", re.MULTILINE)
_CODE_NAMES = frozenset(
    {"code", "sourcecode", "source", "cc", "cce", "cci", "crayon", "highlight", "prettify", "syntax"}
)
_CODE_LANGUAGES = frozenset(
    {
        *("bash", "c", "cpp", "csharp", "css", "delphi", "diff", "erlang", "fsharp", "go", "groovy", "haskell", "html"),
        *("java", "javascript", "js", "jscript", "json", "julia", "latex", "lisp", "matlab", "objc", "perl", "php"),
        *("plain", "powershell", "ps", "py", "python", "r", "rb", "ruby", "rust", "scala", "shell", "sql", "swift"),
        *("text", "typescript", "vb", "xml", "yaml"),
    }
)
_TOLD = frozenset({"contact-form", "contact-form-7", "recent_posts", "archives", "sitemap", "subscribe", "poll", "toc"})
"""Shortcodes that need no attributes to be known as such."""


class WordPressPicture(msgspec.Struct, frozen=True):
    """A picture of a gallery."""

    address: str
    caption: str = ""


class WordPressSite(msgspec.Struct, frozen=True):
    """The blog that shortcodes and blocks of a post refer to."""

    gallery: Callable[[list[str]], list[WordPressPicture]]
    """Pictures of the ids; without ids, those that belong to the post."""
    reusable: Callable[[str], str]
    """Content of a reusable block, by its number; empty if there is none."""


class Told(msgspec.Struct, frozen=True):
    """A part that has no counterpart."""

    line: int
    """Counted from 0."""
    what: str
    stays: str


def translated_shortcodes(content: str, site: WordPressSite) -> tuple[str, list[Told]]:
    """Return the content of a post as HTML, in which what has a counterpart is translated, and what has none."""
    told: list[Told] = []
    content = _blocks(content, site, told)
    content = _shortcodes(content, site, told)
    content = _LATEX.sub(lambda math: made(f"${html.unescape(math[1]).strip()}$", is_inline=True), content)
    return _LANGUAGE.sub(_with_language, content), told


def is_of_blocks(content: str) -> bool:
    """Return whether a post was written in the editor of blocks, which marks its paragraphs."""
    return "<!-- wp:" in content


def freeform(content: str, change: Callable[[str], str]) -> str:
    """Return content in which the blocks of the classic editor are changed."""
    return _FREEFORM.sub(lambda block: change(block[1]), content)


def addresses_alone(content: str) -> str:
    """Return content in which the address of a video on a line of its own is the video."""
    return _ADDRESS.sub(lambda line: f"\n\n{made(video)}\n\n" if (video := embed(line[1])) else line[0], content)


def made(markdown: str, *, is_inline: bool = False) -> str:
    """Return an element that becomes this Markdown."""
    inline = ' data-inline=""' if is_inline else ""
    return f'<x-markdown data-markdown="{html.escape(markdown)}"{inline}></x-markdown>'


def _blocks(content: str, site: WordPressSite, told: list[Told]) -> str:
    """Replace the blocks that have no text of their own."""

    def replaced(block: re.Match[str]) -> str:
        number = str(_json(block[2]).get("ref") or "")
        if block[1] in ("block", "core/block") and (inner := site.reusable(number)):
            return inner
        if block[1] not in ("spacer", "separator", "nextpage", "post-title", "post-content"):
            line = content.count("\n", 0, block.start())
            told.append(Told(line, f"the block {block[1]}", "has no text in the export and is left out"))
        return ""

    return _SELF_CLOSING.sub(replaced, content)


def _with_language(opening: re.Match[str]) -> str:
    given = str(_json(opening[1]).get("language") or "")
    return f'{opening[0]} data-lang="{html.escape(given)}"' if re.fullmatch(r"[\w+#.-]+", given) else opening[0]


def _json(text: str | None) -> dict[str, object]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _shortcodes(content: str, site: WordPressSite, told: list[Told]) -> str:
    done = 0
    pieces: list[str] = []
    verbatim = iter([*_verbatim(content), (len(content), len(content))])
    closings: dict[str, list[re.Match[str]]] = {}
    for closing in _CLOSING.finditer(content):
        closings.setdefault(closing[1].lower(), []).append(closing)
    start, end = next(verbatim)
    position = 0
    while match := _TAG.search(content, position):
        while end <= match.start() and start < len(content):
            start, end = next(verbatim)
        if start <= match.start() < end:
            position = end
            continue
        position = match.end()
        taken = _taken(match, content, closings, site, told)
        if taken is not None:
            text, position = taken
            pieces += [content[done : match.start()], text]
            done = position
    return "".join([*pieces, content[done:]])


def _verbatim(content: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a post in which nothing is a shortcode: code and comments."""
    small = content.lower()
    never: set[str] = set()
    position = 0
    while match := _CODE_STARTS.search(content, position):
        mark = _CODE_ENDS[(match[1] or match[2]).lower()]
        end = -1 if mark in never else small.find(mark, match.end())
        position = match.end() if end < 0 else end + len(mark)
        if end < 0:
            never.add(mark)
        else:
            yield match.start(), position


def _taken(
    match: re.Match[str], content: str, closings: dict[str, list[re.Match[str]]], site: WordPressSite, told: list[Told]
) -> tuple[str, int] | None:
    """Return what takes the place of a shortcode, and where that ends; None if it stays text."""
    name = match[3].lower()
    if match[1] and match[6]:
        return match[0][1:-1], match.end()  # `[[code]]` shows `[code]`.
    if match[2]:
        return None
    attributes, values = _attributes(match[4].lstrip("=:"))
    line = content.count("\n", 0, match.start())
    ends = [] if match[5] else closings.get(name, [])
    index = bisect_left(ends, match.end(), key=lambda one: one.start())
    end = ends[index] if index < len(ends) else None
    inner = content[match.end() : end.start()] if end else ""
    after = end.end() if end else match.end()
    is_code = name in _CODE_NAMES and (attributes or values or end)
    if is_code or (name in _CODE_LANGUAGES and end):
        if end is None:
            told.append(Told(line, f"the shortcode [{name}] is never closed", "; it stays as text"))
            return None
        language = next((attributes[key] for key in ("lang", "language", "syntax") if attributes.get(key)), "")
        return _code_block(inner, language or (name if name in _CODE_LANGUAGES else next(iter(values), ""))), after
    if name == "latex" and end:
        return made(f"${html.unescape(inner).strip()}$", is_inline=True), after
    if (found := _media(name, attributes, values, inner, site)) is not None:
        return found, after
    if attributes or (end and name not in ("i", "b")) or name in _TOLD:
        told.append(Told(line, f"the shortcode [{name}]", "has no counterpart and stays as text"))
    return None


def _media(name: str, attributes: dict[str, str], values: list[str], inner: str, site: WordPressSite) -> str | None:
    """Return the HTML of a picture, video or the like; None if a shortcode is another one."""
    first = (inner.strip() or next(iter(values), "") or attributes.get("url", "") or attributes.get("id", "")).strip()
    if name in ("caption", "wp_caption") and inner:
        image = _IMAGE.search(inner)
        words = attributes.get("caption") or (inner[: image.start()] + inner[image.end() :] if image else "")
        return f"<figure>{image[0] if image else inner}<figcaption>{words.strip()}</figcaption></figure>"
    if name == "gallery":
        ids = re.findall(r"\d+", attributes.get("ids", "") or attributes.get("include", ""))
        pictures = site.gallery(ids)
        return "".join(_figure(picture) for picture in pictures) if pictures else None
    if name in ("embed", "youtube", "vimeo", "tweet", "twitter", "instagram", "wpvideo", "googlemaps") and first:
        return _embedded(name, html.unescape(first))
    if name == "gist" and first:
        return _link(first if "/" in first else f"https://gist.github.com/{first}")
    if name in ("video", "audio"):
        address = next(
            (attributes[key] for key in ("src", "mp4", "webm", "ogv", "mp3", "ogg", "wav", "m4a") if key in attributes),
            "",
        )
        return f'<{name} controls src="{html.escape(html.unescape(address))}"></{name}>' if address else None
    return None


def _embedded(name: str, first: str) -> str | None:
    first = first.split("&w=", maxsplit=1)[0]
    if not first.startswith(("http:", "https:", "//")):
        prefix = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}.get(name)
        if not prefix:
            return None
        first = prefix + first
    video = embed(first)
    return f"\n\n{made(video)}\n\n" if video else _link(first)


def _link(address: str) -> str:
    return f'\n\n<p><a href="{html.escape(address)}">{html.escape(address)}</a></p>\n\n'


def _figure(picture: WordPressPicture) -> str:
    caption = f"<figcaption>{picture.caption}</figcaption>" if picture.caption else ""
    return f'\n<figure><img src="{html.escape(picture.address)}">{caption}</figure>\n'


def _code_block(inner: str, language: str) -> str:
    """Return a block of code; the editor may have kept it as HTML."""
    code = inner.strip("\n")
    if "<" not in code and re.search(r"&(?:lt|gt|amp|quot|#\d+);", code):
        code = html.unescape(code)
    lang = language.strip().lower()
    return f'\n\n<pre data-lang="{html.escape(lang)}"><code>{html.escape(code)}</code></pre>\n\n'


def _attributes(text: str) -> tuple[dict[str, str], list[str]]:
    """Return the named attributes of a shortcode, and the values without a name."""
    named: dict[str, str] = {}
    values: list[str] = []
    # WordPress makes typographic quotes of those in shortcodes that it does not know.
    for match in _ATTRIBUTE.finditer(re.sub("[“”″]|&#8221;|&#8220;|&quot;", '"', text)):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        if match[1]:
            named[match[1].lower()] = value
        else:
            values.append(value)
    return named, values


def lines_told(told: list[Told]) -> Iterator[tuple[int, str]]:
    """Yield the line of each part that has no counterpart, and what is said of it."""
    for one in told:
        yield one.line, f"{one.what}{'' if one.stays.startswith(';') else ' '}{one.stays}"
