"""Syntax highlighting as HTML with Pygments' short class names, which any Pygments style colors."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from blogtools.memo import lazy_pattern
from blogtools.render.code.python import color_python

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

_ALIASES = {
    "": "text",
    "c#": "csharp",
    "c++": "cpp",
    "cs": "csharp",
    "f#": "fsharp",
    "dotnet": "csharp",
    "golang": "go",
    "ipython": "python",
    "ir": "r",
    "jl": "julia",
    "js": "javascript",
    "julia": "julia",
    "kql": "kusto",
    "md": "markdown",
    "node": "javascript",
    "none": "text",
    "perl6": "raku",
    "plain": "text",
    "plaintext": "text",
    "pwsh": "powershell",
    "py": "python",
    "python": "python",
    "rb": "ruby",
    "rs": "rust",
    "sage": "python",
    "sagemath": "python",
    "sh": "bash",
    "shell": "bash",
    "shellscript": "bash",
    "sos": "python",
    "tex": "latex",
    "ts": "typescript",
    "txt": "text",
    "wolfram": "mathematica",
    "xcpp": "cpp",
    "yml": "yaml",
    "zsh": "bash",
}
_NAME = re.compile(r"[\s{.]*([^\s{}.,:;=]*)")
_VERSION = re.compile(r"[-_]v?\d+$")

_CELL_MAGIC = lazy_pattern(
    r"(?>(?:[ \t]*+(?>(?:#[^\n]*+|%%(?:capture|time|timeit)\b[^\n]*+)?)\n)*)%%(!|\w++)([^\n]*+)\n", re.ASCII
)
_CELL_MAGICS = {
    "!": "bash",
    "ai": "text",
    "bigquery": "sql",
    "cmd": "batch",
    "svg": "html",
    **{
        name: name
        for name in (
            "bash", "c", "cpp", "css", "cython", "dot", "fortran", "html", "javascript", "js", "json", "julia", "latex",
            "markdown", "mermaid", "octave", "perl", "powershell", "r", "ruby", "rust", "scala", "sh", "sql", "yaml",
        )
    },
}  # fmt: skip
"""Cell magic to the language of its body; the body of any other magic is Python."""

_TAG = re.compile("<[^>]*>")
_PLAIN = frozenset({"", "err", "esc", "g", "l", "ld", "n", "nx", "o", "p", "pm", "w", "x"})
"""Classes of names, operators and punctuation, left out: most styles do not color them, and they double the size."""
_PYGMENTS_LIMIT = 200_000
"""Characters up to which Pygments is used; it colors about 0.3 MB per second, and longer sources are data."""


@lru_cache(256)
def normal_language(name: str) -> str:
    """Normalize the name of a language to the spelling that Pygments and Markdown renderers share.

    Accepts the names of kernels (`ipython3`, `R`, `julia-1.9`, `C++17`) and authors (`py`, `{.python}`, `sh`). Unknown
    names are lowercased, an empty name becomes `text`.
    """
    match = _NAME.match(name.lower())
    word = _VERSION.sub("", match[1]) if match else ""
    return _ALIASES.get(word) or _ALIASES.get(word.rstrip("0123456789"), word)


def highlight(source: str, language: str) -> str:
    """Return source code as HTML without an enclosing element; its text content is exactly the source.

    Spans have Pygments' short class names and may span lines. Code in an unknown language is only escaped.
    """
    known = normal_language(language)
    if known == "python":
        return _highlight_ipython(source)
    return _highlight_other(source, known)


def cell_language(source: str, language: str) -> str:
    """Return the language of a cell's code: that of a cell magic, as `%%sql`, else the one given."""
    if language != "python" or "%%" not in source:
        return language
    magic = _CELL_MAGIC.match(source)
    return _language_of_magic(*magic.groups()) if magic else language


def _highlight_ipython(source: str) -> str:
    magic = _CELL_MAGIC.match(source) if "%%" in source else None
    inner = _language_of_magic(*magic.groups()) if magic else "python"
    if magic is None or inner == "python":
        return _highlight_python(source)
    return _highlight_python(magic[0]) + _highlight_other(source[magic.end() :], inner)


def _highlight_python(source: str) -> str:
    """Return Python as HTML; what the scanner garbles is left to Pygments.

    Looking at the text costs a fifteenth of the coloring, and a regular expression may match otherwise in some version
    of Python.
    """
    escaped = _escape(source)
    try:
        html = color_python(escaped)
    except Exception:  # noqa: BLE001 - likewise: a post is worth more than its colors
        html = ""
    return html if _TAG.sub("", html) == escaped else _highlight_other(source, "python")


def _language_of_magic(name: str, arguments: str) -> str:
    words = [word for word in arguments.split() if not word.startswith("-")]
    match name.lower():
        case "script":
            return normal_language(words[0] if words else "")
        case "writefile" | "file":
            return normal_language(words[-1].rpartition("/")[2].rpartition(".")[2] if words else "")
        case other:
            return normal_language(_CELL_MAGICS.get(other, "python"))


def _highlight_other(source: str, language: str) -> str:
    lexer = _lexer(language) if len(source) <= _PYGMENTS_LIMIT else None
    if lexer is None:
        return _escape(source)
    # Many lexers need a final newline; `get_tokens` would add one but also normalize the text.
    text = source + "\n"
    try:
        tokens = [(_css_class(kind), value) for _, kind, value in lexer.get_tokens_unprocessed(text) if value]
    except Exception:  # noqa: BLE001 - third-party lexers may raise anything; a post is worth more than its colors
        return _escape(source)
    if text != "".join(value for _, value in tokens):
        return _escape(source)
    tokens[-1] = tokens[-1][0], tokens[-1][1][:-1]
    runs = ((kind, _escape("".join(value for _, value in run))) for kind, run in groupby(tokens, key=itemgetter(0)))
    return "".join(f'<span class="{kind}">{run}</span>' if kind and run else run for kind, run in runs)


@cache
def _lexer(language: str) -> Lexer | None:
    if language == "text":
        return None
    # Importing Pygments takes longer than rendering most posts, and most need only the scanner for Python.
    from pygments.lexers import find_lexer_class, get_all_lexers

    # Looked up in the built-in table, because `get_lexer_by_name` searches all installed packages for plugins.
    for name, aliases, _, _ in get_all_lexers(plugins=False):
        if language in aliases:
            found = find_lexer_class(name)
            return found() if found else None
    return None


@cache
def _css_class(kind: _TokenType) -> str:
    from pygments.token import STANDARD_TYPES

    known = next((STANDARD_TYPES[ancestor] for ancestor in reversed(kind.split()) if ancestor in STANDARD_TYPES), "")
    return "" if known in _PLAIN else known


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
