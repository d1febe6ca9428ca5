"""Rewrites the Markdown extensions of fastpages: embeds to links, footnotes to the usual syntax."""

from __future__ import annotations

import re

from blogtools.memo import lazy_pattern

_EMBED = lazy_pattern(r"^> ?(youtube|twitter):[ \t]*(https?://\S+)[ \t]*$", re.MULTILINE)
_MENTION = lazy_pattern(r"\{%-?\s*fn\s+([\w-]+)\s*-?%\}")
_DETAIL = lazy_pattern(r"\{\{\s*(['\"])(.*?)\1\s*\|\s*fndetail:\s*([\w-]+)\s*\}\}", re.DOTALL)
# Fenced and inline code is skipped as a whole: markup in it is an example.
_CODE = lazy_pattern(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_MARKS = ("{%", "fndetail:", "youtube:", "twitter:")
_NAMES = {"youtube": "Video", "twitter": "Post"}


def normal_fastpages(source: str) -> str:
    """Rewrite `> youtube: URL`, `{% fn 1 %}` and `{{ 'text' | fndetail: 1 }}`.

    Embeds become links because pages load nothing from other servers.
    """
    for mark in _MARKS:
        if mark in source:
            break
    else:
        return source
    parts = []
    done = 0
    for code in _CODE.finditer(source):
        parts += [_rewrite(source[done : code.start()]), code[0]]
        done = code.end()
    return "".join([*parts, _rewrite(source[done:])])


def _rewrite(text: str) -> str:
    text = _MENTION.sub(r"[^fn-\1]", text)
    text = _DETAIL.sub(lambda match: f"[^fn-{match[3]}]: {' '.join(match[2].split())}", text)
    return _EMBED.sub(lambda match: f"[{_NAMES[match[1]]}: {match[2]}]({match[2]})", text)
