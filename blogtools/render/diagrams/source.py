"""The source of a diagram: its language, and what its comments say about it."""

from __future__ import annotations

from typing import Literal

import msgspec

from blogtools.memo import lazy_pattern

DiagramKind = Literal["mermaid", "graphviz"]
DIAGRAM_NAMES: dict[DiagramKind, str] = {"mermaid": "Mermaid", "graphviz": "Graphviz"}
LANGUAGES: dict[str, DiagramKind] = {"mermaid": "mermaid", "dot": "graphviz", "graphviz": "graphviz"}
"""Languages of blocks of code that are diagrams."""
MIMES: dict[str, DiagramKind] = {"text/vnd.mermaid": "mermaid", "text/vnd.graphviz": "graphviz"}
"""Types of outputs that are diagrams, as JupyterLab has them."""

_OPTION = lazy_pattern(r"[ \t]*(?:%%|//|#)\|[ \t]*([\w-]+)[ \t]*:[ \t]*(.*?)[ \t]*\Z")
_ACCESSIBLE = lazy_pattern(r"^[ \t]*acc(Title|Descr)[ \t]*(?::[ \t]*([^\n]*)|\{([^{}]*)\})", 8)  # re.MULTILINE


class DiagramText(msgspec.Struct, frozen=True):
    """The author's words about a diagram."""

    alt: str = ""
    """Empty if nothing says what the diagram shows."""
    caption: str = ""
    """In Markdown."""
    label: str = ""


def read_diagram(source: str) -> DiagramText:
    """Read Quarto's option lines at the top of a diagram, and Mermaid's `accTitle` and `accDescr`."""
    options: dict[str, str] = {}
    for line in source.splitlines():
        match = _OPTION.match(line)
        if match is None:
            break
        options[match[1].lower()] = _unquoted(match[2])
    said = {match[1]: " ".join((match[2] or match[3] or "").split()) for match in _ACCESSIBLE.finditer(source)}
    alt = options.get("fig-alt") or ". ".join(said[name] for name in ("Title", "Descr") if said.get(name))
    return DiagramText(alt, options.get("fig-cap", ""), options.get("label", ""))


def _unquoted(value: str) -> str:
    quote = value[:1]
    return value[1:-1] if len(value) > 1 and quote in "\"'" and value.endswith(quote) else value
