"""Box around a named cell: link, download, whole program, and the data for running it."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from urllib.parse import quote

from blogtools.memo import lazy_pattern
from blogtools.model import Cell, Post, Snippet, Visibility
from blogtools.render.code.block import code_block
from blogtools.render.code.highlight import normal_language
from blogtools.render.context import Rendering
from blogtools.render.links import is_relative
from blogtools.transform.files.media import file_asset
from blogtools.transform.portable_names import portable_name

SOURCE_EXTENSIONS = {
    "bash": "sh",
    "c": "c",
    "clojure": "clj",
    "cpp": "cpp",
    "csharp": "cs",
    "elixir": "ex",
    "fortran": "f90",
    "fsharp": "fs",
    "go": "go",
    "groovy": "groovy",
    "haskell": "hs",
    "html": "html",
    "java": "java",
    "javascript": "js",
    "julia": "jl",
    "kotlin": "kt",
    "lua": "lua",
    "mathematica": "wl",
    "matlab": "m",
    "ocaml": "ml",
    "octave": "m",
    "perl": "pl",
    "php": "php",
    "powershell": "ps1",
    "prolog": "pl",
    "python": "py",
    "r": "R",
    "racket": "rkt",
    "ruby": "rb",
    "rust": "rs",
    "sas": "sas",
    "scala": "scala",
    "scheme": "scm",
    "sql": "sql",
    "stata": "do",
    "swift": "swift",
    "typescript": "ts",
}
"""Language to file extension; other languages get `txt`."""

_BACKTICKS = lazy_pattern(r"`([^`]+)`")
_NO_FILE_NAME = lazy_pattern(r"[^\w.-]+")


def runner_url(setting: str, root: str) -> str:
    """Return the URL of Pyodide on a page from which `root` leads to the site root; empty if it is not set."""
    return root + setting if is_relative(setting) else setting


def runnable(post: Post) -> frozenset[str]:
    """Return the names of the snippets that Pyodide can run on the page: shown, and suitable for the browser."""
    shown = {cell.number for cell in post.cells if shows_source(cell)}
    return frozenset(
        snippet.name
        for snippet in post.snippets
        if snippet.in_browser
        and snippet.on_page
        and snippet.cell in shown
        and snippet.source.strip()
        and _is_python(snippet)
    )


def shows_source(cell: Cell) -> bool:
    """Return True if the page shows the source of a cell."""
    return cell.options.source is not Visibility.REMOVE and bool(cell.source.strip())


class SnippetBoxes:
    """The snippet boxes of one page."""

    def __init__(self, post: Post, rendering: Rendering, pyodide: str) -> None:
        """Collect the snippets of a post; `pyodide` is the URL of the distribution that runs them, or empty."""
        self._snippets = {snippet.cell: snippet for snippet in post.snippets if snippet.on_page}
        self._runnable = runnable(post) if pyodide else frozenset()
        self._pyodide = pyodide
        self._rendering = rendering

    def __contains__(self, cell: int) -> bool:
        """Return True if the cell with this number is a snippet."""
        return cell in self._snippets

    def wrap(self, cell: Cell, source: str, render_outputs: Callable[[], str]) -> str:
        """Return the HTML of a cell: `source`, boxed with tools if the cell is a snippet, and its outputs."""
        snippet = self._snippets.get(cell.number)
        if snippet is None:
            return source + render_outputs()
        anchor = "-".join(snippet.name.split())
        was_taken = self._rendering.is_taken(anchor)
        outputs = render_outputs()
        attribute = ""
        # If the cell's label equals the snippet's name, the labeled figure among the outputs has claimed the anchor.
        if was_taken or not self._rendering.is_taken(anchor):
            anchor = self._rendering.claim_id(anchor)
            attribute = f' id="{escape(anchor)}"'
        if not source and not attribute:
            return outputs
        tools = self._tools(snippet, cell, anchor) if source else ""
        return f'<div class="snippet"{attribute}>\n{source}{tools}</div>\n{outputs}'

    def _tools(self, snippet: Snippet, cell: Cell, anchor: str) -> str:
        """Return the tools below the code; scripts add their own buttons, so none is dead without scripts."""
        file = file_name(snippet)
        url = self._rendering.add_asset(file_asset(file, snippet.program.encode(errors="replace")))
        return (
            '<div class="snippet-tools">\n<div class="snippet-row">'
            f'<a class="snippet-name" href="#{escape(quote(anchor))}" title="Link to this snippet">'
            f"{escape(snippet.name)}</a>"
            f'<a href="{escape(url)}" download="{escape(file)}">Download .{_extension(snippet)}</a></div>\n'
            f"{_program(snippet, cell)}</div>\n"
            + (_job(snippet, self._pyodide) if snippet.name in self._runnable else "")
        )


def file_name(snippet: Snippet) -> str:
    """Return the name of the file to download."""
    extension = f".{_extension(snippet)}"
    stem = _NO_FILE_NAME.sub("-", snippet.name.removesuffix(extension)).strip("-.")
    return portable_name((stem or "snippet") + extension)


def _extension(snippet: Snippet) -> str:
    return SOURCE_EXTENSIONS.get(normal_language(snippet.language), "txt")


def _is_python(snippet: Snippet) -> bool:
    return normal_language(snippet.language) == "python"


def _program(snippet: Snippet, cell: Cell) -> str:
    """Return the foldable whole program; empty for other languages than Python if it equals the code above."""
    if not _is_python(snippet) and snippet.program.strip() == cell.source.strip():
        return ""
    notes = (_needs(snippet), *snippet.notes)
    return (
        '<details class="snippet-program"><summary>Whole program</summary>\n'
        + "".join(f'<p class="snippet-note">{_sentence(note)}</p>\n' for note in notes if note)
        + code_block(snippet.program.rstrip("\n"), normal_language(snippet.language))
        + "</details>\n"
    )


def _sentence(text: str) -> str:
    return _BACKTICKS.sub(r"<code>\1</code>", escape(text, quote=False))


def _needs(snippet: Snippet) -> str:
    """Return a short phrase for the packages and files that a snippet needs."""
    needs = [("needs", snippet.dependencies), ("reads", snippet.files)]
    text = "; ".join(f"{verb} {', '.join(names)}" for verb, names in needs if names)
    return text[:1].upper() + text[1:]


def _job(snippet: Snippet, pyodide: str) -> str:
    """Return the data for run.js."""
    job = {
        "name": snippet.name,
        "pyodide": pyodide,
        "dependencies": snippet.dependencies,
        "setup": snippet.setup,
        "source": snippet.source,
    }
    # Without `<`, the data can neither end the element nor start a comment.
    text = json.dumps(job).replace("<", "\\u003c")
    return f'<script type="application/json">{text}</script>\n'
