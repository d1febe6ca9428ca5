"""Blocks of source code, from cells and from Markdown fences."""

from __future__ import annotations

import re
from html import escape

from blogtools.memo import lazy_pattern
from blogtools.render.code.highlight import highlight, normal_language

# MyST's {code-block} python; Quarto's {python}, {.python} and {python echo=false}.
_DIRECTIVE = lazy_pattern(r"\{(?:code-block|code-cell|code|sourcecode)\}\s*(\S*)")
_ATTRIBUTES = re.compile(r"\{\.?([\w+#-]+)[^}]*\}")


def fence_language(info: str) -> str:
    """Return the language in the info string of a fence; empty if there is none."""
    match = _DIRECTIVE.match(info) or _ATTRIBUTES.match(info)
    word = match[1] if match else info.split(maxsplit=1)[0] if info.strip() else ""
    return normal_language(word.strip(",;")) if word else ""


def code_block(code: str, language: str, *, classes: str = "") -> str:
    """Return source code as highlighted HTML."""
    html = highlight(code, language)
    name = escape(language)
    attributes = f' data-language="{name}"' if name else ""
    code_class = f' class="language-{name}"' if name else ""
    extra = f" {classes}" if classes else ""
    return f'<pre class="code{extra}"{attributes} tabindex="0"><code{code_class}>{html}</code></pre>\n'
