"""The language of a block of code, as sites and their highlighters note it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4.element import Tag

_CLASS = re.compile(r"(?:language|lang|brush|highlight-source|highlight-text|highlight|source)[-:]\s*([\w+#.-]+)")
_NO_LANGUAGE = frozenset(
    {
        *(
            "code",
            "highlight",
            "hljs",
            "prettyprint",
            "linenums",
            "literal",
            "literal-block",
            "listing",
            "programlisting",
        ),
        *("sourcecode", "src", "example", "pre", "chroma", "highlighter-rouge", "line-numbers", "notranslate", "plain"),
        *("text", "none", "plaintext", "plain_text", "default", "wp-block-code", "wp-block-preformatted", "graf"),
        *("syntaxhighlighter", "enlighterjsraw", "code-block", "codehilite", "rouge-table", "rouge-code", "doctest"),
    }
)
_ATTRIBUTES = ("data-lang", "data-language", "data-enlighter-language", "language", "data-code-block-lang")
_MARKS_OF_CODE = frozenset({"code", "sourcecode", "literal-block", "src"})
_NAME = re.compile(r"[a-z][a-z0-9+#.-]{0,19}")
LANGUAGE_NAMES = {
    "py": "python",
    "python3": "python",
    "jscript": "javascript",
    "js": "javascript",
    "shell": "bash",
    "sh": "bash",
    "c++": "cpp",
    "c#": "csharp",
    "vb": "vbnet",
    "rb": "ruby",
    "xhtml": "html",
    "html5": "html",
    "yml": "yaml",
    "golang": "go",
    "ps": "powershell",
}
"""Names of languages on sites to those that highlighters know."""
_PARENTS = 3


def language_of(pre: Tag) -> str:
    """Return the language of a block of code; empty if nothing tells it."""
    code = pre.find("code")
    own = [code, pre] if isinstance(code, Tag) else [pre]
    for element in (*own, *_around(pre)):
        # `lang` of other elements is a language of people.
        names = (*_ATTRIBUTES, "lang") if element in own else _ATTRIBUTES
        words = [str(word).lower() for word in element.get("class") or []]
        match = _CLASS.search(" ".join(words))
        given = [*(str(element.get(name) or "").lower() for name in names), match[1].rstrip(";") if match else ""]
        if element in own and _MARKS_OF_CODE & set(words):
            given += words  # The language is a class of its own, as docutils and Pandoc have it.
        if found := next((known for name in given if (known := _known(name))), ""):
            return found
    return ""


def _known(name: str) -> str:
    name = LANGUAGE_NAMES.get(name, name)
    return name if _NAME.fullmatch(name) and name not in _NO_LANGUAGE else ""


def _around(pre: Tag) -> Iterator[Tag]:
    """Yield the elements around a block that may tell its language."""
    element = pre
    for _ in range(_PARENTS):
        if element.parent is None or element.parent.name in ("article", "body", "main", "[document]"):
            return
        element = element.parent
        yield element
