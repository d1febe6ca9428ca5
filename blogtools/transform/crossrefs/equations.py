r"""Numbers formulas with `\tag`, so that every typesetter shows the same numbers, whatever it counts itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.memo import lazy_pattern
from blogtools.transform.crossrefs.labels import Label
from blogtools.transform.crossrefs.numbering import Numbering
from blogtools.transform.crossrefs.signs import NUMBERED
from blogtools.transform.markdown.mathematics import formula_spans

MAX_FORMULA_LENGTH = 20_000
"""Characters of a formula from which it has no number, because the patterns below may take quadratic time."""
TEX_PREFIX = "eq:"
r"""Prefix of the id that the page gives a formula with `\label`."""

_ENVIRONMENT = lazy_pattern(
    r"\\begin\{(?P<name>equation|align|gather|multline|eqnarray|alignat|flalign)\}(?P<body>.*?)\\end\{(?P=name)\}",
    re.DOTALL,
)
_ROW_END = lazy_pattern(r"\\\\(?:[ \t]*\[[^\]\n]*\])?|\\(?:begin|end)(?=\{)|\\.|[{}]", re.DOTALL)
_TAG = lazy_pattern(r"\\tag\*?\s*\{([^{}]*)\}")
_LABEL = lazy_pattern(r"\\label\s*\{([^{}]*)\}")
_UNNUMBERED = lazy_pattern(r"\\(?:nonumber|notag)(?![a-zA-Z])")
_SINGLE = frozenset({"equation", "multline"})
_INNER = lazy_pattern(r"\\(begin|end)\{(align|alignat|flalign|eqnarray|gather|multline|equation)\*?\}(?:\{\d+\})?")
_INNER_NAMES = {"gather": "gathered", "multline": "gathered"}
_BEHIND = lazy_pattern(
    r"[ \t]*(?:\n[ \t>]*)?\{#(?P<quarto>[\w:.-]+)[^{}\n]*\}|[ \t]*\((?P<myst>[\w:.-]+)\)[ \t]*(?=\n|\Z)"
)
_OUT_OF_ID = lazy_pattern(r"[^a-zA-Z0-9.:-]+")


def is_numbered(tex: str) -> bool:
    """Return True if TeX may have an environment that is numbered."""
    return "\\begin{" in tex and NUMBERED.search(tex) is not None


def numbered_equations(text: str, line: int, numbering: Numbering, referenced: frozenset[str]) -> str:
    r"""Return Markdown with the number of each formula in it, given the number of its first line.

    Those are the environments that LaTeX numbers, and formulas with a label: `\label`, Quarto's `{#eq-a}` and MyST's
    `(a)` behind it, which is one if it is among the labels that are `referenced`.
    """
    parts: list[str] = []
    done = counted = 0
    for start, end, opener, closer in formula_spans(text):
        if start < done:
            continue
        behind = _BEHIND.match(text, end) if opener == "$$" else None
        name = (behind["quarto"] or behind["myst"]) if behind else ""
        if behind and behind["myst"] and behind["myst"] not in referenced:
            name = ""
        written = text[start:end]
        line, counted = line + text.count("\n", counted, start), start
        if name and behind:
            tex = written[len(opener) : -len(closer)]
            anchor = numbering.anchor(equation_anchor(name, numbering))
            parts += text[done:start], anchor, opener, _labeled(tex, name, line, numbering), closer
            done = behind.end()
        elif (new := numbered_tex(written, opener, closer, line, numbering)) != written:
            parts += text[done:start], new
            done = end
    return "".join([*parts, text[done:]])


def numbered_tex(written: str, opener: str, closer: str, line: int, numbering: Numbering) -> str:
    """Return a formula with numbers, if it has some."""
    if "\\" not in written or len(written) > MAX_FORMULA_LENGTH:
        return written
    if is_numbered(written):
        return _ENVIRONMENT.sub(lambda match: _environment(match, line, numbering), written)
    if opener in ("$$", r"\\[") and (label := _LABEL.search(written)):
        tex = written[len(opener) : len(written) - len(closer)]
        return opener + _single(tex, [label[1]], line, numbering) + closer
    return written


def _environment(match: re.Match[str], line: int, numbering: Numbering) -> str:
    name, body = match["name"], match["body"]
    rows = [(body, "")] if name in _SINGLE else list(_rows(body))
    written = []
    for index, (row, end) in enumerate(rows):
        is_empty = not row.strip() and index == len(rows) - 1 and len(rows) > 1
        new = row if is_empty or _UNNUMBERED.search(row) else _single(row, _LABEL.findall(row), line, numbering)
        written.append(new + end)
    return f"\\begin{{{name}}}{''.join(written)}\\end{{{name}}}"


def _rows(body: str) -> Iterator[tuple[str, str]]:
    """Yield the rows of an environment, each with what ends it."""
    depth = start = 0
    for token in _ROW_END.finditer(body):
        if token[0].startswith("\\\\"):
            if depth == 0:
                yield body[start : token.start()], token[0]
                start = token.end()
        elif token[0] in ("{", "\\begin"):
            depth += 1
        elif token[0] in ("}", "\\end"):
            depth -= 1
    yield body[start:], ""


def _single(row: str, labels: list[str], line: int, numbering: Numbering) -> str:
    """Return a row, or a formula of one row, with its number."""
    tag = _TAG.search(row)
    number = tag[1] if tag else numbering.registry.number("equation")
    for name in labels:
        anchor = TEX_PREFIX + _OUT_OF_ID.sub("-", name.removeprefix(TEX_PREFIX)).strip("-")
        numbering.registry.add(Label(name, "equation", number, "", anchor, numbering.cell, line))
    return row if tag else _tagged(row, number)


def _tagged(row: str, number: str) -> str:
    tag = f"\\tag{{{number}}}"
    if "%" in row:
        return tag + row  # A comment might swallow it.
    end = len(row.rstrip().removesuffix(">").rstrip())
    return f"{row[:end]} {tag}{row[end:]}"


def equation_anchor(name: str, numbering: Numbering) -> str:
    """Return the id of a formula: its label, unless something else has that."""
    known = numbering.registry.labels.get(name)
    return name if known is None or known.kind == "equation" else f"eq-{name}"


def _labeled(tex: str, name: str, line: int, numbering: Numbering) -> str:
    """Return a formula between dollars with a label behind it."""
    tex = _INNER.sub(_inner, tex)
    tag = _TAG.search(tex)
    number = tag[1] if tag else numbering.registry.number("equation")
    label = Label(name, "equation", number, "", equation_anchor(name, numbering), numbering.cell, line)
    numbering.registry.add(label)
    for inner in _LABEL.findall(tex):
        numbering.registry.add(Label(inner, "equation", number, "", name, numbering.cell, line))
    return tex if tag else _tagged(_LABEL.sub("", tex), number)


def _inner(match: re.Match[str]) -> str:
    """Return a numbered environment as one that stands in a formula, which has one number."""
    if match[2] == "equation":
        return ""
    return f"\\{match[1]}{{{_INNER_NAMES.get(match[2], 'aligned')}}}"
