"""Videos and posts of other sites in the forms of fastpages, MyST and those sites themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Replacement
from blogtools.transform.inserts.calls import CallArguments, Surroundings
from blogtools.transform.inserts.videos import frame, video_at, video_html, vimeo, youtube

_QUOTED = lazy_pattern(rb"^> ?youtube:[ \t]*(https?://\S+)[ \t]*$", re.MULTILINE)
_DIRECTIVE = lazy_pattern(
    rb"^(?P<fence>`{3,}|:{3,})[ \t]*\{(?P<name>iframe|youtube|vimeo|video)\}[ \t]*(?P<argument>\S*)[^\n]*\n"
    rb"(?P<body>(?:[^\n]*\n)*?)(?P=fence)[`:]*[ \t]*$",
    re.MULTILINE,
)
_OPTION = lazy_pattern(rb"^:([\w-]+):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_SCRIPT = lazy_pattern(
    rb"\s*<script\b[^>]*\bsrc\s*=\s*[\"']?(?P<url>(?:https?:)?//[^\"'\s>]+)[^>]*>\s*</script>", re.IGNORECASE
)
_POST_SCRIPT = lazy_pattern(
    rb"(?:https?:)?//(?:platform\.(?:twitter|x)\.com/|embed\.bsky\.app/|www\.instagram\.com/embed\.js|[\w.-]+/embed\.js"
    rb"|www\.tiktok\.com/embed|embed\.reddit\.com/)"
)
_GIST = lazy_pattern(rb"(?:https?:)?//gist\.github\.com/(?P<name>[\w-]+/\w+)\.js")
_POST = lazy_pattern(
    rb"<blockquote\b[^>]*\bclass\s*=\s*[\"'](?:twitter-|bluesky-|mastodon-|instagram-|tiktok-|reddit-)", re.IGNORECASE
)


def quoted_edits(text: Surroundings) -> Iterator[Replacement]:
    """Yield what takes the place of videos, and of the scripts that would fetch posts which are quoted already."""
    for match in _QUOTED.finditer(text.data):
        video = video_at(match[1].decode())
        if video is not None and not text.is_code(match.start()):
            yield Replacement(*match.span(), frame(video, "", CallArguments()).encode())
    for match in _DIRECTIVE.finditer(text.data):
        is_block = match["fence"][:1] == b"`"
        is_mark = match.start() in text.structure.marked_code if is_block else text.is_text(match.start())
        html = _directive(match) if is_mark else None
        if html:
            yield Replacement(*match.span(), html.encode())
    if b"<script" in text.data.lower():
        yield from _scripts(text)


def _directive(match: re.Match[bytes]) -> str | None:
    named = {name.decode(): value.decode() for name, value in _OPTION.findall(match["body"])}
    arguments = CallArguments(
        (), {name: value for name, value in named.items() if name in ("width", "height", "title")}
    )
    address = match["argument"].decode()
    name = match["name"]
    if name in (b"youtube", b"vimeo") and "://" not in address:
        video = youtube(address) if name == b"youtube" else vimeo(address)
        html = frame(video, named.get("title", ""), arguments) if video else None
    else:
        html = video_html(address, arguments)
    caption = _OPTION.sub(b"", match["body"]).strip().decode()
    return f"{html}\n\n{caption}" if html and caption else html


def _scripts(text: Surroundings) -> Iterator[Replacement]:
    has_post = _POST.search(text.data) is not None
    for match in _SCRIPT.finditer(text.data):
        if text.is_code(match.start("url")):
            continue
        gist = _GIST.match(match["url"])
        if gist:
            address = f"https://gist.github.com/{gist['name'].decode()}"
            yield Replacement(*match.span(), f'\n<p><a href="{address}">Gist: {address}</a></p>'.encode())
        elif has_post and _POST_SCRIPT.match(match["url"]):
            # The quotation says it all.
            yield Replacement(*match.span())
