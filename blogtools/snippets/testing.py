"""Snippets are run in a clean process, and compared with what the notebook shows."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import msgspec

from blogtools.errors import BlogtoolsError, Finding, UsageError, contained
from blogtools.snippets.catalog import Entry
from blogtools.snippets.compare import differences
from blogtools.snippets.kernel import run_cells
from blogtools.store.manifest import content_hash
from blogtools.store.output import Destination

Status = Literal["passed", "drift", "failed", "skipped"]
MODES = ("exact", "numbers", "runs")
LEDGER = "snippets.json"
"""Name of the file, in the blog's cache, that keeps when each snippet was tested."""


class Trial(msgspec.Struct, frozen=True):
    """One snippet, tried out."""

    entry: Entry
    status: Status
    message: str = ""
    """The error, or how what it shows differs from what the notebook shows, as a diff."""
    seconds: float = 0.0


class Tested(msgspec.Struct, frozen=True):
    """When a snippet was last tested, and whether it is still the same."""

    program: str
    """Hash of the program that was tested."""
    when: str
    """ISO 8601, in UTC."""
    status: Status


def try_snippet(entry: Entry, *, mode: str | None = None, tolerance: float = 1e-6, timeout: float = 60) -> Trial:
    """Run a snippet and compare its outputs with the saved ones.

    Args:
        entry: The snippet.
        mode: `exact`, `numbers` (within the tolerance) or `runs`; None for what the cell itself asks for.
        tolerance: Relative difference of numbers that is none.
        timeout: Seconds for what the cell needs, and for the cell.
    """
    if entry.snippet.language != "python":
        return Trial(entry, "skipped", f"{entry.snippet.language} is not run")
    mode = mode or entry.mode
    if mode not in MODES:
        message = f"{mode} is no way to compare outputs"
        raise UsageError(message, hint=f"there are: {', '.join(MODES)}")
    start = time.perf_counter()
    problems: list[Finding] = []
    trial = Trial(entry, "failed")
    with contained(entry.source, problems.append):
        trial = _run(entry, mode, tolerance, timeout)
    message = problems[0].message if problems else trial.message
    return msgspec.structs.replace(trial, message=message, seconds=time.perf_counter() - start)


def _run(entry: Entry, mode: str, tolerance: float, timeout: float) -> Trial:
    cells = [entry.snippet.setup, entry.snippet.source]
    before, outputs = run_cells(cells, entry.path.parent, kernel=entry.kernel, timeout=timeout)
    for output in (*before, *outputs):
        expected = any(saved.kind == "error" and saved.error_name == output.error_name for saved in entry.outputs)
        if output.kind == "error" and not expected:
            return Trial(entry, "failed", f"{output.error_name}: {output.error_value}")
    diff = differences(entry.outputs, outputs, mode, tolerance)  # type: ignore[arg-type]  # `try_snippet` checked it
    return Trial(entry, "drift" if diff else "passed", diff)


def try_all(
    entries: Sequence[Entry], *, workers: int = 1, mode: str | None = None, tolerance: float = 1e-6, timeout: float = 60
) -> Iterator[Trial]:
    """Try several snippets, side by side; the trials come in the order of the entries."""
    with ThreadPoolExecutor(max(1, workers)) as pool:
        yield from pool.map(lambda entry: try_snippet(entry, mode=mode, tolerance=tolerance, timeout=timeout), entries)


def junit_xml(trials: Sequence[Trial]) -> bytes:
    """The trials as JUnit XML, which every CI service reads."""
    # Loaded only where a report is asked for.
    import xml.etree.ElementTree as ET

    failures = sum(trial.status in ("drift", "failed") for trial in trials)
    suite = ET.Element(
        "testsuite",
        name="blogtools snippets",
        tests=str(len(trials)),
        failures=str(failures),
        errors="0",
        skipped=str(sum(trial.status == "skipped" for trial in trials)),
        time=f"{sum(trial.seconds for trial in trials):.3f}",
    )
    for trial in trials:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=trial.entry.post,
            name=trial.entry.snippet.name,
            file=trial.entry.source,
            time=f"{trial.seconds:.3f}",
        )
        if trial.status == "skipped":
            ET.SubElement(case, "skipped", message=trial.message)
        elif trial.status != "passed":
            failure = ET.SubElement(case, "failure", type=trial.status, message=trial.message.split("\n", 1)[0])
            failure.text = "".join(sign for sign in trial.message if sign.isprintable() or sign in "\n\t")
    root = ET.Element("testsuites")
    root.append(suite)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def remember(cache: Path, trials: Sequence[Trial], now: dt.datetime) -> None:
    """Keep when the snippets were tested; a folder that cannot be written costs only that knowledge."""
    kept = load_tested(cache)
    for trial in trials:
        digest = content_hash(trial.entry.snippet.program.encode())
        kept[trial.entry.address] = Tested(digest, now.isoformat(timespec="seconds"), trial.status)
    try:
        destination = Destination(cache)
        if not destination.exists(".gitignore"):
            destination.write(".gitignore", b"*\n")
        destination.write(LEDGER, msgspec.json.encode(dict(sorted(kept.items()))))
    except BlogtoolsError:
        return


def load_tested(cache: Path) -> dict[str, Tested]:
    """Address of each tested snippet to its last test; empty if nothing is known."""
    try:
        return msgspec.json.decode((cache / LEDGER).read_bytes(), type=dict[str, Tested])
    except (OSError, msgspec.MsgspecError):
        return {}


def last_tested(entry: Entry, tested: dict[str, Tested]) -> str:
    """When a snippet was last tested, as words for a table."""
    last = tested.get(entry.address)
    if last is None:
        return "never"
    if last.program != content_hash(entry.snippet.program.encode()):
        return "changed since"
    return f"{last.when[:10]} {last.status}"
