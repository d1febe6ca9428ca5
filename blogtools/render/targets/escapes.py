"""Escapes of the author's text, so that no generator takes it for its own template syntax."""

from __future__ import annotations

import posixpath
import re

from blogtools.memo import lazy_pattern

_SHORTCODE = lazy_pattern(r"\{\{(?:<(.*?)(>\}\}|\Z)|%(.*?)(%\}\}|\Z))", re.DOTALL)


def hide_shortcodes(text: str) -> str:
    """Escape shortcodes in the author's text (gohugo.io, "Shortcodes", on comments in a call).

    One that has no end would stop the whole site; so the text gets an end in a comment.
    """
    return text if "{{" not in text else _SHORTCODE.sub(_hidden_shortcode, text)


def _hidden_shortcode(call: re.Match[str]) -> str:
    mark = call[0][2]
    inner = call[1] if mark == "<" else call[3]
    if call[2] or call[4]:
        return f"{{{{{mark}/*{inner}*/{call[2] or call[4]}"
    return f"{{{{{mark}/*{inner}\n\n<!-- */{'>' if mark == '<' else '%'}}}}} -->"


_HUGO_CONTENT = frozenset(["md", "markdown", "mdown", "org", "rst", "adoc", "asciidoc", "ad", "pandoc", "pdc"])


def hugo_file_name(name: str) -> str:
    """Return a name under which Hugo publishes a file, instead of taking it for content.

    HTML in a folder of content stops the whole site ("text/html is not whitelisted"), and other content is left out.
    Servers send `.shtml` as HTML.
    """
    stem, extension = posixpath.splitext(name)
    if extension.lower() in (".html", ".htm"):
        return f"{stem}.shtml"
    return f"{name}.txt" if extension[1:].lower() in _HUGO_CONTENT else name


def hide_liquid(text: str) -> str:
    """Escape Liquid in the author's text; `{% raw %}` cannot hold its own end, so that is split in two."""
    if "{{" not in text and "{%" not in text:
        return text
    text = re.sub(r"\{%-?\s*endraw", "{% endraw %}{{ '{%' }}{% raw %} endraw", text)
    return f"{{% raw %}}{text}{{% endraw %}}"


_TERA = lazy_pattern(r"(\{\{|\{%)(?=\s*[A-Za-z_]\w*\s*\()(.*?)(\}\}|%\})", re.DOTALL)


def hide_tera(text: str) -> str:
    """Escape shortcodes of Zola in the author's text (getzola.org, "Shortcodes": "to have a literal")."""
    return text if "{{" not in text and "{%" not in text else _TERA.sub(r"\1/*\2*/\3", text)


_QUARTO = lazy_pattern(r"\{\{<(?!\{)(.*?)>\}\}", re.DOTALL)


def hide_quarto(text: str) -> str:
    """Escape shortcodes in the author's text (quarto.org, "Shortcodes", on escaping)."""
    return text if "{{<" not in text else _QUARTO.sub(r"{{{<\1>}}}", text)


def hide_nikola(text: str) -> str:
    """Escape shortcodes in the author's text (getnikola.com, "Shortcodes": `raw`)."""
    if "{{%" not in text:
        return text
    return re.sub(r"\{\{%", "{{% raw %}}{{{% /raw %}}{%", text)
