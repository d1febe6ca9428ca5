"""Check for links whose text does not tell where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.check.accessibility.markup import Token, tokens_of
from blogtools.check.places import Problem, find_in_markdown
from blogtools.errors import Finding
from blogtools.memo import Memoizer, lazy_pattern
from blogtools.model import Markdown, Post

_TEXTS = """
here / click here / see here / go here / this / this link / link / this page / more / read more / see more / learn more
hier / hier klicken / klick hier / klicken sie hier / dieser link / diese seite / mehr / mehr lesen / weiterlesen
ici / cliquez ici / cliquer ici / ce lien / lien / cette page / en savoir plus / lire la suite / voir plus
aquí / aqui / clic aquí / haz clic aquí / haga clic aquí / este enlace / enlace / esta página / más / leer más / ver más
clique aqui / este link / mais / leia mais / saiba mais / veja mais
qui / clicca qui / questo link / questa pagina / di più / leggi di più / leggi tutto / scopri di più
klik hier / deze link / deze pagina / meer / lees meer / lees verder
här / klicka här / den här länken / läs mer / tutaj / tu / kliknij tutaj / ten link / więcej / czytaj więcej
здесь / тут / нажмите здесь / ссылка / по ссылке / подробнее
ここ / こちら / ここをクリック / リンク / 这里 / 点击这里 / 链接 / 여기
"""
VAGUE_TEXTS = frozenset(text.strip() for text in _TEXTS.replace("\n", "/").split("/")) - {""}
"""Texts that screen readers list among a page's links without saying anything, in the languages of most posts.

WCAG 2.2, 2.4.9 (F84), "using a non-specific link such as 'click here' or 'more'".
"""
_LONGEST = max(map(len, VAGUE_TEXTS)) + 8
_A = lazy_pattern(rb"<a\b", re.IGNORECASE)
_BRACKETS = lazy_pattern(rb"\[([^\[\]]{0,200})\]")
_EDGES = lazy_pattern(r"\A[\W_]+|[\W_]+\Z")
_SPACES = lazy_pattern(r"\s+")
_LONGEST_URL = 60
"""Longest URL shown in a message, in characters."""


def find_link_texts(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each link without text, and for each whose text says nothing without its sentence."""
    for where, message in find_in_markdown(post, call, _in_markdown):
        yield Finding("link-text", message, where, "let the link's text name what it leads to", "note")


def _in_markdown(markdown: Markdown) -> tuple[Problem, ...]:
    return tuple(_problems(markdown)) if _may_have_problems(markdown.text) else ()


def _may_have_problems(text: bytes) -> bool:
    """Return False if no link of a piece of Markdown needs a closer look, as nearly always."""
    if b"[" not in text or (b"](" not in text and b"][" not in text and b"]:" not in text):
        return bool(_A.search(text))
    return (
        b")](" in text  # A picture in a link.
        or any(map(_may_be_vague, _BRACKETS.findall(text)))
        or bool(_A.search(text))
    )


def _may_be_vague(words: bytes) -> bool:
    return not words.strip() or b"<" in words or _is_vague(words.decode(errors="replace"))


def _is_vague(words: str) -> bool:
    return _SPACES.sub(" ", _EDGES.sub("", words)).casefold() in VAGUE_TEXTS


def _problems(markdown: Markdown) -> Iterator[Problem]:
    link: Token | None = None
    texts: list[str] = []
    has_image = False
    for token in tokens_of(markdown):
        if token.name == "a":
            if link is not None:
                yield from _problem(link, "".join(texts), has_image=has_image)
            link, texts, has_image = (None if token.is_end else token), [], False
        elif link is not None:
            alternative = token.attributes.get("alt", "") if token.name == "img" else ""
            texts.append(token.text or alternative or token.attributes.get("aria-label", ""))
            # That an image has no alternative text is another finding.
            has_image |= token.name in ("img", "svg")


def _problem(link: Token, text: str, *, has_image: bool) -> Iterator[Problem]:
    url = link.attributes.get("href")
    if url is None or link.attributes.get("aria-hidden") == "true":
        return  # An anchor that others lead to.
    name = link.attributes.get("aria-label") or text or link.attributes.get("title", "")
    if not name.strip():
        if not has_image:
            yield link.position, f"a link to {_short(url)} has no text"
    elif len(name) <= _LONGEST and _is_vague(name):
        words = " ".join(name.split())
        yield link.position, f"the text of a link, “{words}”, does not say where it leads ({_short(url)})"


def _short(url: str) -> str:
    return url if len(url) <= _LONGEST_URL else f"{url[: _LONGEST_URL - 1]}…"
