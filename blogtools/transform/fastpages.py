"""fastpages' own Markdown: embeds become plain links, its footnotes the usual ones."""

from __future__ import annotations

import re

_EMBED = re.compile(r"^> ?(youtube|twitter):[ \t]*(https?://\S+)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_MENTION = re.compile(r"\{%-?\s*fn\s+([\w-]+)\s*-?%\}")
_DETAIL = re.compile(r"\{\{\s*(['\"])(.*?)\1\s*\|\s*fndetail:\s*([\w-]+)\s*\}\}", re.DOTALL)
_NAMES = {"youtube": "Video", "twitter": "Post"}


def normal_fastpages(source: str) -> str:
    """Rewrite `> youtube: URL`, `{% fn 1 %}` and `{{ 'text' | fndetail: 1 }}`.

    An embed becomes a link: a page asks no other server for anything.
    """
    if "{%" in source or "{{" in source:
        source = _MENTION.sub(r"[^fn-\1]", source)
        source = _DETAIL.sub(lambda match: f"[^fn-{match[3]}]: {' '.join(match[2].split())}", source)
    if ":" in source and "> " in source:
        source = _EMBED.sub(lambda match: f"[{_NAMES[match[1].lower()]}: {match[2]}]({match[2]})", source)
    return source
