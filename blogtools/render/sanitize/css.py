"""CSS of authors: kept within their output, kept from asking other servers, or reduced to what is safe.

The tokens are tinycss2's (CSS Syntax 3). What is written here is made of whole tokens, so that no brace, quote or
comment left open can end a block early.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import msgspec
import tinycss2

from blogtools.memo import text_cache
from blogtools.render.sanitize.hosts import Hosts
from blogtools.render.sanitize.safe_lists import SAFE_FUNCTIONS, SAFE_PROPERTIES

GROUPS = frozenset(("media", "supports", "container", "layer", "starting-style"))
"""At-rules that hold rules and do nothing else, so that they may stand in an `@scope`."""
_SAFE_GROUPS = frozenset(("media", "supports"))
_KEYFRAMES = frozenset(("keyframes", "-webkit-keyframes"))
_DEEPEST = 60
"""Brackets inside brackets."""
_BRACKETS = re.compile(r"[][(){}]")
_ROOTS = frozenset(("html", "body"))
_COMBINATORS = frozenset((">", "+", "~"))
_ANIMATION = re.compile(r"(?:-webkit-)?animation(?:-name)?")
_SIMPLE_VALUES = frozenset(("ident", "number", "percentage", "dimension", "hash", "string", "whitespace"))
_LITERALS = frozenset((",", "/", "+", "-", "*", "!"))

_Token = Any
"""A node of tinycss2."""


class Css(msgspec.Struct, frozen=True):
    """CSS as it goes on the page."""

    text: str
    left_out: frozenset[str]
    """At-rules that were dropped, such as `@font-face`."""
    asks: frozenset[str]
    """Hosts whose files were dropped."""


def scoped_css(css: str, prefix: str, hosts: Hosts, *, asks: bool = False) -> Css:
    """Return a style sheet that applies to the element which its `<style>` is in, and to what is in that.

    Browsers without `@scope` (css-cascade-6) skip all of it: they show the output without its style. `:root`, `html`
    and `body` mean the element. Names of animations, which no scope holds, begin with `prefix`. Other at-rules that
    act on the whole page are left out, and so are files from other servers unless it `asks` for them.
    """
    return _scoped(css, prefix, hosts, asks)


@text_cache(32)  # Tables and pictures of a library bring the same style sheet each time.
def _scoped(css: str, prefix: str, hosts: Hosts, asks: bool) -> Css:  # noqa: FBT001 - a cache by value
    if _is_too_deep(css):
        return Css("", frozenset(("what is nested too deeply",)), frozenset())
    sheet = _Sheet(prefix, hosts, asks=asks)
    rules = tinycss2.parse_stylesheet(_closed(css), skip_whitespace=True)
    sheet.names = {name: prefix + name for name in _animations(rules)}
    text = "".join(sheet.rules(rules))
    inner = f"@scope{{{text}}}" if text else ""
    return Css(_in_html("".join(sheet.outside) + inner), frozenset(sheet.left_out), frozenset(sheet.asked))


def without_requests(declarations: str, hosts: Hosts) -> tuple[str, frozenset[str]]:
    """Return the value of a `style` attribute without what would load from other servers, and their hosts."""
    if _is_too_deep(declarations):
        return "", frozenset()
    kept, asked = _declarations(_closed(declarations), hosts)
    return _serialized(kept).strip(), asked


def css_hosts(text: str, hosts: Hosts) -> frozenset[str]:
    """Return the other servers that a value names, as in `fill="url(https://…)"`."""
    if _is_too_deep(text):
        return frozenset(("another server",))  # Nobody knows; it is left out.
    return _asked(tinycss2.parse_component_value_list(text), hosts)


def safe_css(css: str) -> str:
    """Return a style sheet with nothing but rules of safe properties; it may be all of a page's, see `scoped_css`."""
    if _is_too_deep(css):
        return ""
    rules = tinycss2.parse_stylesheet(_closed(css), skip_whitespace=True)
    return _in_html("".join(_safe_rules(rules)))


def safe_declarations(text: str) -> str:
    """Return the declarations of a `style` attribute that cannot do more than color, size and align."""
    if _is_too_deep(text):
        return ""
    return _safe_block(_closed(text))


class _Sheet:
    """A style sheet on its way to the page."""

    def __init__(self, prefix: str, hosts: Hosts, *, asks: bool) -> None:
        self.prefix = prefix
        self.hosts = hosts
        self.asks = asks
        self.names: dict[str, str] = {}
        self.outside: list[str] = []
        """Rules that must stand before the scope."""
        self.left_out: set[str] = set()
        self.asked: set[str] = set()

    def rules(self, rules: Iterable[_Token]) -> Iterator[str]:
        for rule in rules:
            if rule.type == "qualified-rule":
                if not _is_broken(rule.prelude):
                    yield f"{_serialized(_scoped_selectors(rule.prelude))}{{{self.block(rule.content)}}}"
            elif rule.type == "at-rule":
                yield self.at_rule(rule)

    def at_rule(self, rule: _Token) -> str:
        name = rule.lower_at_keyword
        if name in _KEYFRAMES and rule.content is not None:
            self.keyframes(rule)
        elif name in GROUPS and rule.content is not None and not _is_broken(rule.prelude):
            inner = _parsed_rules(rule.content)
            return f"@{name}{_serialized(rule.prelude)}{{{''.join(self.rules(inner))}}}"
        elif name == "import":
            self.asked |= _asked(rule.prelude, self.hosts)
            self.left_out.add("@import")
        elif name not in ("charset", "namespace"):
            self.left_out.add(f"@{name}")
        return ""

    def keyframes(self, rule: _Token) -> None:
        name = next((token for token in rule.prelude if token.type in ("ident", "string")), None)
        if name is not None and name.value in self.names:
            self.outside.append(f"@keyframes {_identifier(self.names[name.value])}{{{self.block(rule.content)}}}")

    def block(self, tokens: Sequence[_Token]) -> str:
        """Return the inside of a rule: without files from elsewhere, and with its own names of animations."""
        if not self.asks:
            kept, asked = _declarations(tokens, self.hosts)
            self.asked |= asked
            tokens = kept
        tokens = [token for token in tokens if not _is_broken([token])]
        return _serialized(self.renamed(tokens) if self.names else tokens)

    def renamed(self, tokens: Sequence[_Token]) -> Iterator[_Token]:
        is_animation = at_start = False
        at_start = True
        for token in tokens:
            if token.type == "literal" and token.value == ";":
                at_start, is_animation = True, False
            elif at_start and token.type == "ident":
                at_start, is_animation = False, bool(_ANIMATION.fullmatch(token.lower_value))
            elif is_animation and token.type in ("ident", "string") and token.value in self.names:
                yield from tinycss2.parse_component_value_list(_identifier(self.names[token.value]))
                continue
            elif token.type == "{} block":
                yield from tinycss2.parse_component_value_list(f"{{{_serialized(self.renamed(token.content))}}}")
                at_start, is_animation = True, False
                continue
            yield token


# Selectors ------------------------------------------------------------------------------------------------------------


def _scoped_selectors(prelude: Sequence[_Token]) -> Iterator[_Token]:
    """Return selectors in which the page's root is the root of the scope.

    `html body p` is `:scope p`; `html[data-theme="dark"] p`, which asks something of the page, is
    `html[data-theme="dark"] :scope p`.
    """
    for number, selector in enumerate(_split(prelude, ",")):
        if number:
            yield from tinycss2.parse_component_value_list(",")
        yield from _scoped_selector(selector)


def _scoped_selector(selector: Sequence[_Token]) -> Sequence[_Token]:
    parts = _compounds(selector)
    conditions: list[_Token] = []
    index = 0
    while index < len(parts) and _is_root(parts[index][1]):
        _, compound = parts[index]
        if not _is_only_root(compound):
            conditions += [*compound, *tinycss2.parse_component_value_list(" ")]
        index += 1
    if not index:
        return selector
    rest = [token for combinator, compound in parts[index:] for token in (*combinator, *compound)]
    return [*conditions, *tinycss2.parse_component_value_list(":scope"), *rest]


def _compounds(selector: Sequence[_Token]) -> list[tuple[list[_Token], list[_Token]]]:
    """Split a selector into its compounds, each with the combinator before it."""
    parts: list[tuple[list[_Token], list[_Token]]] = [([], [])]
    for token in selector:
        is_combinator = token.type == "whitespace" or (token.type == "literal" and token.value in _COMBINATORS)
        if is_combinator and parts[-1][1]:
            parts.append(([token], []))
        else:
            parts[-1][0 if is_combinator else 1].append(token)
    return [part for part in parts if part[1]]


def _is_root(compound: Sequence[_Token]) -> bool:
    first = compound[0]
    return (first.type == "ident" and first.lower_value in _ROOTS) or _has_root_class(compound)


def _has_root_class(compound: Sequence[_Token]) -> bool:
    return any(
        one.type == "literal" and one.value == ":" and other.type == "ident" and other.lower_value == "root"
        for one, other in pairwise(compound)
    )


def _is_only_root(compound: Sequence[_Token]) -> bool:
    return len(compound) == 1 or (len(compound) == 2 and compound[0].type == "literal")  # noqa: PLR2004 - `:root`


# Requests -------------------------------------------------------------------------------------------------------------


def _declarations(tokens: Sequence[_Token], hosts: Hosts) -> tuple[list[_Token], frozenset[str]]:
    """Return the tokens of declarations, and of rules nested in them, without those that name other servers."""
    kept: list[_Token] = []
    asked: set[str] = set()
    for declaration in _split(tokens, ";", keep=True):
        found = _asked(declaration, hosts)
        asked |= found
        if not found:
            kept += declaration
        elif declaration[-1].type == "{} block":
            inner, _ = _declarations(declaration[-1].content, hosts)
            if not _asked(declaration[:-1], hosts):
                kept += declaration[:-1]
                kept += tinycss2.parse_component_value_list(f"{{{_serialized(inner)}}}")
    return kept, frozenset(asked)


def _asked(tokens: Iterable[_Token], hosts: Hosts) -> frozenset[str]:
    """Return the other servers in URLs and texts: `image-set("https://…")` is a URL, too."""
    values = (token.value for token in _walk(tokens) if token.type in ("url", "string"))
    return frozenset(host for value in values if (host := hosts.other(value)))


def _split(tokens: Sequence[_Token], mark: str, *, keep: bool = False) -> Iterator[list[_Token]]:
    """Split tokens at a literal and, where that is `;`, after a block; with `keep`, the literal ends each part."""
    part: list[_Token] = []
    for token in tokens:
        if token.type == "literal" and token.value == mark:
            if keep:
                part.append(token)
            yield part
            part = []
        else:
            part.append(token)
            if mark == ";" and token.type == "{} block":
                yield part
                part = []
    if part:
        yield part


# What is safe ---------------------------------------------------------------------------------------------------------


def _safe_rules(rules: Iterable[_Token]) -> Iterator[str]:
    for rule in rules:
        if rule.type not in ("qualified-rule", "at-rule") or rule.content is None or _is_broken(rule.prelude):
            continue
        if rule.type == "qualified-rule":
            text = _safe_block(rule.content)
            start = ""
        elif rule.lower_at_keyword in _SAFE_GROUPS:
            text = "".join(_safe_rules(_parsed_rules(rule.content)))
            start = f"@{rule.lower_at_keyword}"
        else:
            continue
        if text:
            yield f"{start}{_serialized(rule.prelude)}{{{text}}}"


def _safe_block(block: Sequence[_Token]) -> str:
    return "; ".join(_safe(tinycss2.parse_blocks_contents(block, skip_whitespace=True)))


def _safe(nodes: Iterable[_Token]) -> Iterator[str]:
    for node in nodes:
        if node.type != "declaration" or not _is_safe(node.value):
            continue
        if node.name.startswith("--") or node.lower_name in SAFE_PROPERTIES:
            yield f"{node.name}: {_serialized(node.value).strip()}{' !important' if node.important else ''}"


def _is_safe(value: Iterable[_Token]) -> bool:
    return all(_is_safe_token(token) for token in value)


def _is_safe_token(token: _Token) -> bool:
    if token.type == "function":
        return token.lower_name in SAFE_FUNCTIONS and _is_safe(token.arguments)
    if token.type == "url":  # A gradient or clipping path of the same drawing.
        return str(token.value).startswith("#")
    return token.type in _SIMPLE_VALUES or (token.type == "literal" and token.value in _LITERALS)


# Tokens ---------------------------------------------------------------------------------------------------------------


def _animations(rules: Iterable[_Token]) -> Iterator[str]:
    for rule in rules:
        if rule.type != "at-rule" or rule.content is None:
            continue
        if rule.lower_at_keyword in _KEYFRAMES:
            yield from (token.value for token in rule.prelude if token.type in ("ident", "string"))
        elif rule.lower_at_keyword in GROUPS:
            yield from _animations(_parsed_rules(rule.content))


def _closed(css: str) -> Sequence[_Token]:
    """Return the tokens of CSS, without comments; the last string and URL have their ends, which tinycss2 omits."""
    for end in ("", ")", '"', "'"):
        tokens: Sequence[_Token] = tinycss2.parse_component_value_list(css + end, skip_comments=True)
        if not any(token.type == "error" and token.kind.startswith("eof-in-") for token in _walk(tokens)):
            return tokens
    return ()


def _is_too_deep(css: str) -> bool:
    """Return True if brackets lie deeper in each other than any style sheet has them, whether in texts or not."""
    if css.count("(") + css.count("[") + css.count("{") <= _DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKETS.findall(css):
        depth += 1 if bracket in "([{" else -1 if depth else 0
        if depth > _DEEPEST:
            return True
    return False


def _parsed_rules(content: Sequence[_Token]) -> Sequence[_Token]:
    rules: Sequence[_Token] = tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True)
    return rules


def _walk(tokens: Iterable[_Token]) -> Iterator[_Token]:
    for token in tokens:
        yield token
        inner: Any = getattr(token, "content", None)
        inner = getattr(token, "arguments", None) if inner is None else inner
        if inner is not None:
            yield from _walk(inner)


def _is_broken(tokens: Iterable[_Token]) -> bool:
    """Return True if a token is an error, or one that browsers take for the end of a comment of HTML."""
    return any(
        token.type == "error" or (token.type == "literal" and token.value in ("<!--", "-->", "}", ")", "]"))
        for token in _walk(tokens)
    )


_serialized: Callable[[Iterable[_Token]], str] = tinycss2.serialize


def _identifier(name: str) -> str:
    return str(tinycss2.serializer.serialize_identifier(name))


def _in_html(css: str) -> str:
    """Return CSS that cannot end a `<style>`: where these characters may stand together, they are in a string."""
    return css.replace("</", "<\\/").replace("<!", "<\\!")
