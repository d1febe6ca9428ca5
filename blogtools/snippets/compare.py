"""Comparison of a cell's new outputs with the saved ones."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Sequence
from typing import Literal, get_args

from blogtools.model import Output

Mode = Literal["exact", "numbers", "runs"]
MODES: tuple[Mode, ...] = get_args(Mode)

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]+\b")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf|nan)(?![\w.])")


def differences(saved: Sequence[Output], fresh: Sequence[Output], mode: Mode = "exact", tolerance: float = 1e-6) -> str:
    """Return a unified diff of the outputs as readers would see them; empty if they are the same.

    Memory addresses, colors and trailing white space are ignored; of images, only their presence is compared. stderr
    is compared if the notebook has output to it.

    Args:
        saved: The outputs in the notebook.
        fresh: The outputs of a new run.
        mode: `exact`, `numbers` (numbers may differ by the tolerance) or `runs` (only errors are compared).
        tolerance: Largest relative difference at which two numbers count as equal.
    """
    if mode == "runs":
        saved, fresh = [one for one in saved if one.kind == "error"], [one for one in fresh if one.kind == "error"]
    has_errors = any(output.kind == "stream" and output.name == "stderr" for output in saved)
    old, new = _lines(saved, with_stderr=has_errors), _lines(fresh, with_stderr=has_errors)
    if mode == "numbers":
        new = _with_saved_numbers(old, new, tolerance)
    return "\n".join(difflib.unified_diff(old, new, "saved", "now", lineterm=""))


def _lines(outputs: Sequence[Output], *, with_stderr: bool) -> list[str]:
    """Return the outputs as lines: each stream in one piece, then results and displays in order."""
    streams = {"stdout": "", "stderr": ""}
    parts: list[str] = []
    for output in outputs:
        if output.kind == "stream":
            name = "stderr" if output.name == "stderr" else "stdout"
            streams[name] += output.text
        elif output.kind == "error":
            parts.append(f"{output.error_name}: {output.error_value}")
        elif any(mime.startswith("image/") for mime in output.data):
            parts.append("(an image)")
        else:
            text = output.data.get("text/plain")
            parts.append(text if isinstance(text, str) else f"({', '.join(sorted(output.data))})")
    shown = [streams["stdout"], streams["stderr"] if with_stderr else "", *parts]
    text = "\n".join(part.rstrip("\n") for part in shown if part.strip())
    text = _ADDRESS.sub("0x…", _ANSI.sub("", text))
    return [line.rstrip() for line in text.split("\n")] if text else []


def _with_saved_numbers(old: list[str], new: list[str], tolerance: float) -> list[str]:
    """Return the new lines, replacing each that differs from the old one only within the tolerance by the old one."""
    if len(old) != len(new):
        return new
    return [was if _is_near(was, now, tolerance) else now for was, now in zip(old, new, strict=True)]


def _is_near(one: str, other: str, tolerance: float) -> bool:
    if _text_between_numbers(one) != _text_between_numbers(other):
        return False
    pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    return all(_is_equal(float(a), float(b), tolerance) for a, b in pairs)


def _text_between_numbers(line: str) -> list[str]:
    return [" ".join(part.split()) for part in _NUMBER.split(line)]


def _is_equal(a: float, b: float, tolerance: float) -> bool:
    return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance * 1e-3)
