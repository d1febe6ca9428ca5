"""Links bare addresses in text, as GitHub does (GFM 6.9, "Autolinks (extension)")."""

from __future__ import annotations

import re

from blogtools.memo import lazy_pattern

_ADDRESS = lazy_pattern(
    r"(?P<web>(?<![\w/.@-])(?:https?://|www\.(?=[\w-]+\.))(?:[^\s<>\"']|(?<=\w)'(?=\w))+)"
    r"|(?P<mail>(?<![\w.+/:@-])(?:mailto:)?[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})(?![\w@/-]|:\w)"
)
"""In escaped HTML."""
_END = lazy_pattern(r"(?:[?!.,:;*_~'”’“‘«»…]|&(?:lt|gt|quot);)+\Z")
_ENTITY = lazy_pattern(r"&(?!amp;)[a-z]+;.*\Z")


def linked(html: str) -> str:
    """Return the HTML of a text, without tags in it, with links around web and mail addresses."""
    return _ADDRESS.sub(_link, html)


def _link(match: re.Match[str]) -> str:
    if match["mail"]:
        mail = match["mail"]
        return f'<a href="mailto:{mail.removeprefix("mailto:")}">{mail}</a>'
    url = _without_ending(match["web"])
    host = url.partition("://")[2] or url
    if not host or (not host[0].isalnum() and not host.startswith("[")):
        return match[0]
    address = url if url.startswith("http") else f"http://{url}"
    return f'<a href="{address}">{url}</a>{match[0][len(url) :]}'


def _without_ending(url: str) -> str:
    """Return an address without what belongs to the sentence: punctuation, and brackets that it does not open."""
    url = _ENTITY.sub("", url)
    while True:
        shorter = _END.sub("", url)
        if shorter.endswith((")", "]")):
            opening, closing = ("(", ")") if shorter[-1] == ")" else ("[", "]")
            if shorter.count(closing) > shorter.count(opening):
                shorter = shorter[:-1]
        if shorter == url:
            return url
        url = shorter
