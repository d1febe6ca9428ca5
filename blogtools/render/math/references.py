r"""Labels and references of formulas: `\label` becomes an id on the page, `\ref` and `\eqref` link to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from blogtools.memo import lazy_pattern
from blogtools.transform.anchors import UniqueNames

PREFIX = "eq:"
"""Prefix of every id; no anchor of a heading starts with it, so they cannot clash."""

_LABEL = lazy_pattern(r"\\label\s*\{([^{}]*)\}")
_REFERENCE = lazy_pattern(r"\\(eq)?ref\s*\{([^{}]*)\}")
_MARK = "\ue0f2"
_MARKED = lazy_pattern(rf"<mtext>{_MARK}</mtext>(<mtext><a [^>]*>)\(([^<]*)\)")
_ONLY_LINK = lazy_pattern(r"<math[^>]*>(?:<mrow>)?<mtext>(<a [^>]*>[^<]*</a>)</mtext>(?:</mrow>)?</math>")
_LOST = lazy_pattern(rf'<a href="#{PREFIX}([^"]*)">\(\?\?\)</a>')


def link_labels(formulas: Sequence[str]) -> tuple[list[str], dict[int, str]]:
    r"""Replace labels by unique ids that math-core accepts, and mark each `\ref`, which it does not support.

    Return the formulas, and position to problem for invalid references and labels.
    """
    ids = _ids(formulas)
    labelled: set[str] = set()
    problems: dict[int, str] = {}
    linked = list(formulas)

    def label(found: re.Match[str]) -> str:
        if found[1] in labelled:
            problems[number] = f"the label “{found[1]}” is defined twice"
            return ""
        labelled.add(found[1])
        return rf"\label{{{ids[found[1]]}}}"

    def reference(found: re.Match[str]) -> str:
        if found[2] not in ids:
            problems[number] = f"no formula has the label “{found[2]}”"
            return r"\text{" + re.sub(r"([&#_%$])", r"\\\1", re.sub(r"[~^\\]", "-", found[2])) + "}"
        mark = "" if found[1] else rf"\text{{{_MARK}}}"
        return rf"{{{mark}\eqref{{{ids[found[2]]}}}}}"

    for number, tex in enumerate(formulas):
        if "\\" in tex:
            linked[number] = _REFERENCE.sub(reference, _LABEL.sub(label, tex))
    return linked, problems


def settle(mathml: str) -> str:
    r"""Finish the references in a formula's MathML: `\ref` without parentheses, no links to missing targets."""
    if _MARK in mathml:
        mathml = _MARKED.sub(r"\1\2", mathml)
    if "<a " in mathml:
        # Assistive technology cannot operate links in `<math>`, so a reference in prose becomes a plain link.
        mathml = _ONLY_LINK.sub(r"\1", mathml)
    return _LOST.sub(r"(\1)", mathml) if "(??)" in mathml else mathml


def _ids(formulas: Sequence[str]) -> dict[str, str]:
    """Return label to id without prefix."""
    ids: dict[str, str] = {}
    taken = UniqueNames()
    for tex in formulas:
        for label in _LABEL.findall(tex):
            if label in ids:
                continue
            wanted = re.sub(r"[^a-zA-Z0-9.:-]+", "-", label.removeprefix(PREFIX)).strip("-") or "formula"
            ids[label] = taken.claim(wanted, first=2)
    return ids
