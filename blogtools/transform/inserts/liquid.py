"""Jekyll's Liquid and MyST's substitutions: `{{ name }}`, `{% raw %}`, videos and code by tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Replacement, Spans
from blogtools.transform.inserts.calls import Surroundings, read_arguments
from blogtools.transform.inserts.shortcodes import code
from blogtools.transform.inserts.values import Values
from blogtools.transform.inserts.videos import frame, video_html, vimeo, youtube

_RAW = lazy_pattern(rb"\{%-?[ \t]*raw[ \t]*-?%\}(.*?)\{%-?[ \t]*endraw[ \t]*-?%\}", re.DOTALL)
_BRACE = lazy_pattern(rb"\{(?=[{%])")
_HIGHLIGHT = lazy_pattern(
    rb"^\{%-?[ \t]*highlight[ \t]+(\S+)[^%\n]*%\}[ \t]*\n(.*?)\n?\{%-?[ \t]*endhighlight[ \t]*-?%\}[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_INCLUDE = lazy_pattern(rb"\{%-?[ \t]*include[ \t]+(?P<name>[\w./-]+)(?P<arguments>[^%\n]*)-?%\}")
_VALUE = lazy_pattern(
    rb"\{\{-?[ \t]*(?P<name>[A-Za-z_][\w.-]*)[ \t]*(?:\|[ \t]*(?:relative_url|escape|xml_escape)[ \t]*)?-?\}\}"
)
_VIDEO = lazy_pattern(r"(?:.*/)?(?:embed[-_])?(youtube|vimeo|video)[\w-]*(?:\.html)?\Z", re.IGNORECASE)


def raw_parts(text: Surroundings) -> tuple[list[Replacement], Spans]:
    """Return what removes `{% raw %}` and its end, and the spans between them, in which nothing is a mark."""
    edits: list[Replacement] = []
    literal = []
    for match in _RAW.finditer(text.data):
        if text.is_code(match.start()) and text.is_code(match.end() - 1):
            continue
        edits += [Replacement(match.start(), match.start(1)), Replacement(match.end(1), match.end())]
        # As entities, they are no marks for what comes later, either.
        edits += (
            Replacement(brace.start(), brace.end(), b"&#123;")
            for brace in _BRACE.finditer(text.data, *match.span(1))
            if text.is_text(brace.start())
        )
        literal.append(match.span(1))
    return edits, Spans(literal)


def liquid_edits(text: Surroundings, values: Values) -> Iterator[Replacement]:
    """Yield what takes the place of Liquid and substitutions that have a value."""
    for match in _HIGHLIGHT.finditer(text.data):
        if text.is_text(match.start()):
            yield Replacement(*match.span(), code(match[2].decode(), match[1].decode()).encode())
    for match in _INCLUDE.finditer(text.data):
        if text.is_text(match.start()) and (html := _included(match)):
            yield Replacement(*match.span(), f"\n\n{html}\n\n".encode())
    for match in _VALUE.finditer(text.data):
        # Values stand in addresses of HTML, too: `<img src="{{ site.baseurl }}/a.png">`.
        if not text.is_code(match.start()):
            value = _value(match["name"].decode(), values)
            if value is not None:
                yield Replacement(*match.span(), value.encode())


def _value(name: str, values: Values) -> str | None:
    if name == "site.baseurl":
        return ""  # Addresses that begin with a slash are those of the blog.
    if name.startswith("page."):
        return values.meta(name.removeprefix("page."))
    return values.substitution(name)


def _included(match: re.Match[bytes]) -> str | None:
    """Return the player of an include that is made for videos."""
    kind = _VIDEO.match(match["name"].decode())
    if kind is None:
        return None
    arguments = read_arguments(match["arguments"].decode())
    for name in ("content", "url", "src", "link", "id", "video_id", "videoId"):
        value = arguments.get(name)
        if "://" in value:
            return video_html(value, arguments)
        if value:
            video = vimeo(value) if kind[1].lower() == "vimeo" else youtube(value)
            return frame(video, arguments.get("title"), arguments) if video else None
    return None
