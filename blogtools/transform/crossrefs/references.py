"""Replaces references in Markdown by links, whose text is the number or the title of what they lead to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from blogtools.errors import TEXT_POSTS
from blogtools.memo import lazy_pattern
from blogtools.transform.anchors import without_suffix
from blogtools.transform.crossrefs.resolve import Resolved, Resolver, url_of
from blogtools.transform.crossrefs.signs import LABEL_KINDS, ROLES
from blogtools.transform.dialects.find import formula_ranges
from blogtools.transform.dialects.spans import Replacement, Spans, replaced
from blogtools.transform.dialects.structure import Structure

_KEY = rf"(?:{LABEL_KINDS})-[\w-]+(?:[.:][\w-]+)*"
_REFERENCE = lazy_pattern(
    (
        r"(?P<group>\[(?=[^\[\]\n]*@)[^\[\]\n]*\])(?![(\[{:])"
        rf"|(?<![\w@./\\-])@(?P<key>{_KEY})"
        rf"|(?:\{{(?P<role>{ROLES})\}}|:(?<![\w`]:)(?P<rst>{ROLES}):)`(?P<argument>(?:[^`\n]|\n(?![ \t]*\n))+)`"
        r"|(?<![!\\])\[(?P<text>[^\[\]\n]*)\]\((?P<url><[^<>\n]*>|[^()\s]*)\)"
        r"|(?<![(:])(?<!: )<#(?P<auto>[\w:.-]+)>"
        r"|\\(?P<tex>eq)?ref\{(?P<name>[^{}\\$`\s]+)\}"
    ).encode(),
    re.IGNORECASE,
)
_ITEM = lazy_pattern(rf"(?P<prefix>[^@]*?)(?P<minus>-?)@(?P<key>{_KEY})(?P<suffix>[^@]*)$", re.IGNORECASE)
_NAMED = lazy_pattern(r"(?P<text>.*)<(?P<name>[^<>]+)>$", re.DOTALL)
_LABEL = lazy_pattern(r"[\w:/-]+")
_PLACEHOLDER = lazy_pattern(r"%s|\{number\}|\{name\}")
_LINKS = lazy_pattern(r"\{[\w:.+-]+\}(?=`)|!?\[([^\[\]]*)\]\([^()]*\)|\[\^[^\]]*\]|\{[#.:][^{}]*\}|<[^<>]*>|[\[\]]")


def with_references(text: str, first: int, resolver: Resolver) -> str:
    """Return Markdown with its references replaced; `first` is the number of its first line."""
    data = text.encode()
    matches = list(_REFERENCE.finditer(data))
    if not matches:
        return text
    structure, formulas = Structure(data), Spans(formula_ranges(text))

    def found() -> Iterator[Replacement]:
        line, counted = first, 0
        for match in matches:
            start = match.start()
            line, counted = line + data.count(b"\n", counted, start), start
            is_outside = match["name"] or start not in formulas
            if is_outside and start not in structure.code and start not in structure.html:
                resolver.line = line
                new = _replacement(match, resolver)
                if new is not None:
                    yield Replacement(start, match.end(), new.encode())

    return replaced(data, found()).decode()


def _replacement(match: re.Match[bytes], resolver: Resolver) -> str | None:
    """Return what takes the place of a reference; None if that is to stay."""
    given = {name: value.decode() for name, value in match.groupdict().items() if value is not None}
    if "group" in given:
        return _group(given["group"], resolver)
    if "key" in given:
        return _quarto(given["key"], resolver)
    if "argument" in given:
        return _role((given.get("role") or given["rst"]).lower(), given["argument"], resolver)
    if "auto" in given:
        return _to_label(given["auto"], "", resolver)
    if "name" in given:
        found = resolver.known(given["name"], is_equation="tex" in given)
        if found is None:
            return None
        return _link(
            found, f"({found.label.number})" if "tex" in given else found.label.number or _name(found, resolver)
        )
    return _markdown_link(given["text"], given["url"].strip("<>"), resolver)


def _group(written: str, resolver: Resolver) -> str | None:
    """Return Quarto's `[Figure @fig-a; -@fig-b]`; None if something of it is a citation."""
    items = [_ITEM.match(item) for item in written[1:-1].split(";")]
    if not all(items):
        return None
    parts = []
    for item in items:
        if item:
            prefix = item["prefix"].strip()
            text = _quarto(item["key"], resolver, prefix=prefix, only_number=bool(item["minus"] or prefix))
            parts.append((text or item[0].strip()) + item["suffix"].rstrip())
    return ", ".join(parts)


def _quarto(key: str, resolver: Resolver, *, prefix: str = "", only_number: bool = False) -> str | None:
    name = key[:1].lower() + key[1:]
    found = resolver.find(name)
    if found is None:
        return None
    label = found.label
    text = label.number if only_number and label.number else _name(found, resolver)
    return _link(found, f"{prefix}\u00a0{text}" if prefix else text)


def _name(found: Resolved, resolver: Resolver) -> str:
    """Return how something is called: its number, or else its title."""
    label = found.label
    if label.number or not label.title:
        return resolver.word(label) or label.name
    return _inline(label.title)


def _short(found: Resolved, resolver: Resolver) -> str:
    """Return how something is called in MyST, where the number of a formula stands alone."""
    label = found.label
    return f"({label.number})" if label.kind == "equation" and label.number else _name(found, resolver)


def _link(found: Resolved, text: str) -> str:
    behind = f" ({_inline(found.post)})" if found.post else ""
    return f"[{text}{behind}]({found.url})" if found.url else text


def _inline(title: str) -> str:
    """Return a title as the text of a link, in which there are no links."""
    return _LINKS.sub(lambda match: match[1] or "", title).strip()


def _filled(text: str, found: Resolved) -> str:
    label = found.label
    number, name = label.number or "?", _inline(label.title) or label.name
    return _PLACEHOLDER.sub(lambda match: name if match[0] == "{name}" else number, text)


def _role(role: str, argument: str, resolver: Resolver) -> str:
    match = _NAMED.match(argument.strip())
    text, name = (match["text"].strip(), match["name"]) if match else ("", argument.strip())
    if role == "doc":
        path = name if name.endswith(".ipynb") else _post_file(name, resolver) or f"{name}.ipynb"
        return _to_post(path, text, resolver) or text or name
    is_equation = role in ("eq", "math:numref")
    found = resolver.find(name, is_equation=is_equation)
    if found is None:
        return text or f"`{name}`"
    if text:
        return _link(found, _filled(text, found) if role == "numref" else text)
    if is_equation:
        return _link(found, f"({found.label.number})" if found.label.number else _name(found, resolver))
    if role == "ref" and found.label.title and found.label.kind != "equation":
        return _link(found, _inline(found.label.title))
    return _link(found, _name(found, resolver))


def _to_label(name: str, text: str, resolver: Resolver) -> str:
    found = resolver.find(name)
    if found is None:
        return text or f"`{name}`"
    return _link(found, _filled(text, found) if text else _short(found, resolver))


def _markdown_link(text: str, url: str, resolver: Resolver) -> str | None:
    """Return a link of MyST: without a text, with a number in its text, or to a formula; None for any other."""
    has_place = not text.strip() or _PLACEHOLDER.search(text) is not None
    path, hash_sign, fragment = url.partition("#")
    if hash_sign and not path:
        name = unquote(fragment)
        if has_place:
            return _to_label(name, text.strip(), resolver)
        found = resolver.known(name)
        # Only where the id on the page is not the label.
        return _link(found, text) if found is not None and found.url != f"#{url_of(name)}" and name else None
    if has_place and _LABEL.fullmatch(url) and (found := resolver.somewhere(url)):
        return _link(found, _filled(text, found) if text else _short(found, resolver))
    if not has_place or ":" in path or path.startswith("/"):
        return None
    if path.endswith(TEXT_POSTS):
        path = _post_file(path, resolver)
        return _to_post(unquote(path), text.strip(), resolver, unquote(fragment)) if path else None
    if path.endswith(".ipynb"):
        return _to_post(unquote(path), text.strip(), resolver, unquote(fragment))
    return None


def _post_file(path: str, resolver: Resolver) -> str:
    """Return the file of the post that a path means: the notebook of that name, if there is one (MyST)."""
    stem = without_suffix(path)
    return next((one for one in (f"{stem}.ipynb", path, f"{stem}.md") if resolver.has_post(one)), "")


def _to_post(path: str, text: str, resolver: Resolver, name: str = "") -> str | None:
    """Return a link to another post, whose text is its title or what it has a label for."""
    other = resolver.post(path)
    if other is None:
        return text or None
    url = quote(posixpath.normpath(path))
    if not name:
        title = _inline(other.title)
        return f"[{text.replace('{name}', title) or title}]({url})"
    label = other.labels.get(name)
    if label is None:
        resolver.report(f"{path} has nothing with the label {name}", "")
        return f"[{text or _inline(other.title)}]({url})"
    found = Resolved(label, f"{url}#{url_of(label.anchor)}", "" if text else other.title)
    return _link(found, _filled(text, found) if text else _short(found, resolver))
