"""The labeled parts of a post, and their numbers."""

from __future__ import annotations

import msgspec

from blogtools.memo import lazy_pattern

PREFIXES = {
    "fig": "figure",
    "tbl": "table",
    "lst": "listing",
    "eq": "equation",
    "sec": "section",
    "vid": "video",
    "thm": "theorem",
    "lem": "lemma",
    "cor": "corollary",
    "prp": "proposition",
    "cnj": "conjecture",
    "def": "definition",
    "exm": "example",
    "exr": "exercise",
    "sol": "solution",
    "rem": "remark",
    "alg": "algorithm",
    "prf": "proof",
    "nte": "note",
    "tip": "tip",
    "wrn": "warning",
    "imp": "important",
    "cau": "caution",
}
"""Quarto's prefixes of labels (quarto.org, "Cross References"), and the kind of what has them."""
THEOREMS = frozenset(
    {
        *("theorem", "lemma", "corollary", "proposition", "conjecture", "definition", "example", "exercise"),
        *("solution", "remark", "algorithm", "proof", "axiom", "criterion", "property", "observation", "assumption"),
    }
)
"""Kinds of blocks of text with a name in front: those of Quarto, `sphinx-proof` and `sphinx-exercise`."""
_PREFIX = lazy_pattern(r"([a-z]+)[-:]")


class Label(msgspec.Struct, frozen=True):
    """Something in a post that references lead to."""

    name: str
    kind: str = ""
    """One of `words.KINDS`; empty for a place in the text."""
    number: str = ""
    """`2`, or `2 (a)` for a part of a figure; empty for what has none."""
    title: str = ""
    """Its caption, its name, or the text of its heading, as Markdown."""
    anchor: str = ""
    """Its id on the page."""
    cell: int = 0
    line: int = 0
    """Counted from 1; 0 if it is an option of its cell."""


def kind_of(name: str) -> str:
    """Return the kind that the prefix of a label names; empty without one."""
    match = _PREFIX.match(name)
    return PREFIXES.get(match[1], "") if match else ""


class LabelRegistry:
    """The labels of one post, and how many of each kind there are so far."""

    def __init__(self) -> None:
        self.labels: dict[str, Label] = {}
        self.equations: dict[str, Label] = {}
        """Likewise, of formulas, which in MyST may have the label of something else."""
        self.repeated: dict[str, tuple[Label, Label]] = {}
        """Label to the second thing that has it, and the first."""
        self.is_embedded = False
        """True for the labels of cells of other notebooks, which may be those of this one."""
        self._counts: dict[str, int] = {}

    def number(self, kind: str) -> str:
        """Return the next number of a kind."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return str(self._counts[kind])

    def add(self, label: Label) -> None:
        """Add a label; of two with one name the first counts."""
        if not label.name:
            return
        if label.kind == "equation":
            self.equations.setdefault(label.name, label)
        known = self.labels.setdefault(label.name, label)
        if known is not label and not self.is_embedded and (known.kind == "equation") == (label.kind == "equation"):
            self.repeated.setdefault(label.name, (label, known))
