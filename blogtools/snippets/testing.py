"""Snippets are run in a clean process, and compared with what the notebook shows."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import msgspec

from blogtools.errors import BlogtoolsError, UsageError
from blogtools.snippets.catalog import CatalogEntry
from blogtools.snippets.compare import differences
from blogtools.snippets.kernel import run_cells
from blogtools.store.manifest import content_hash
from blogtools.store.output import Destination

Status = Literal["passed", "drift", "failed", "skipped"]
MODES = ("exact", "numbers", "runs")
LAST_RUNS_FILE = "snippets.json"
"""Name of the file, in the blog's cache, that keeps when each snippet was tested."""


class SnippetTest(msgspec.Struct, frozen=True):
    """One snippet, tried out."""

    entry: CatalogEntry
    status: Status
    message: str = ""
    """The error, or how what it shows differs from what the notebook shows, as a diff."""
    seconds: float = 0.0


class LastRun(msgspec.Struct, frozen=True):
    """When a snippet was last tested, and whether it is still the same."""

    program: str
    """Hash of the program that was tested."""
    when: str
    """ISO 8601, in UTC."""
    status: Status


def run_snippet_test(
    entry: CatalogEntry, *, mode: str | None = None, tolerance: float = 1e-6, timeout: float = 60
) -> SnippetTest:
    """Run a snippet and compare its outputs with the saved ones.

    Args:
        entry: The snippet.
        mode: `exact`, `numbers` (within the tolerance) or `runs`; None for what the cell itself asks for.
        tolerance: Relative difference of numbers that is none.
        timeout: Seconds for what the cell needs, and for the cell.
    """
    if entry.snippet.language != "python":
        return SnippetTest(entry, "skipped", f"{entry.snippet.language} is not run")
    mode = mode or entry.mode
    if mode not in MODES:
        message = f"{mode} is no way to compare outputs"
        raise UsageError(message, hint=f"there are: {', '.join(MODES)}")
    start = time.perf_counter()
    cells = [entry.snippet.setup, entry.snippet.source]
    try:
        before, outputs = run_cells(cells, entry.path.parent, kernel=entry.kernel, timeout=timeout)
    except BlogtoolsError as error:
        return SnippetTest(entry, "failed", error.message, time.perf_counter() - start)
    seconds = time.perf_counter() - start
    for output in (*before, *outputs):
        expected = any(saved.kind == "error" and saved.error_name == output.error_name for saved in entry.outputs)
        if output.kind == "error" and not expected:
            return SnippetTest(entry, "failed", f"{output.error_name}: {output.error_value}", seconds)
    diff = differences(entry.outputs, outputs, mode, tolerance)  # type: ignore[arg-type]  # checked above
    return SnippetTest(entry, "drift" if diff else "passed", diff, seconds)


def run_snippet_tests(
    entries: Sequence[CatalogEntry],
    *,
    workers: int = 1,
    mode: str | None = None,
    tolerance: float = 1e-6,
    timeout: float = 60,
) -> Iterator[SnippetTest]:
    """Try several snippets, side by side; the trials come in the order of the entries."""
    with ThreadPoolExecutor(max(1, workers)) as pool:
        yield from pool.map(
            lambda entry: run_snippet_test(entry, mode=mode, tolerance=tolerance, timeout=timeout), entries
        )


def junit_xml(tests: Sequence[SnippetTest]) -> bytes:
    """The trials as JUnit XML, which every CI service reads."""
    # Loaded only where a report is asked for.
    import xml.etree.ElementTree as ET

    failures = sum(test.status in ("drift", "failed") for test in tests)
    suite = ET.Element(
        "testsuite",
        name="blogtools snippets",
        tests=str(len(tests)),
        failures=str(failures),
        errors="0",
        skipped=str(sum(test.status == "skipped" for test in tests)),
        time=f"{sum(test.seconds for test in tests):.3f}",
    )
    for test in tests:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=test.entry.post,
            name=test.entry.snippet.name,
            file=test.entry.source,
            time=f"{test.seconds:.3f}",
        )
        if test.status == "skipped":
            ET.SubElement(case, "skipped", message=test.message)
        elif test.status != "passed":
            failure = ET.SubElement(case, "failure", type=test.status, message=test.message.split("\n", 1)[0])
            failure.text = "".join(sign for sign in test.message if sign.isprintable() or sign in "\n\t")
    root = ET.Element("testsuites")
    root.append(suite)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def save_last_runs(cache: Path, tests: Sequence[SnippetTest], now: dt.datetime) -> None:
    """Keep when the snippets were tested; a folder that cannot be written costs only that knowledge."""
    kept = load_last_runs(cache)
    for test in tests:
        digest = content_hash(test.entry.snippet.program.encode())
        kept[test.entry.address] = LastRun(digest, now.isoformat(timespec="seconds"), test.status)
    try:
        destination = Destination(cache)
        if not destination.exists(".gitignore"):
            destination.write(".gitignore", b"*\n")
        destination.write(LAST_RUNS_FILE, msgspec.json.encode(dict(sorted(kept.items()))))
    except BlogtoolsError:
        return


def load_last_runs(cache: Path) -> dict[str, LastRun]:
    """Address of each tested snippet to its last test; empty if nothing is known."""
    try:
        return msgspec.json.decode((cache / LAST_RUNS_FILE).read_bytes(), type=dict[str, LastRun])
    except (OSError, msgspec.MsgspecError):
        return {}


def describe_last_run(entry: CatalogEntry, tested: dict[str, LastRun]) -> str:
    """When a snippet was last tested, as words for a table."""
    last = tested.get(entry.address)
    if last is None:
        return "never"
    if last.program != content_hash(entry.snippet.program.encode()):
        return "changed since"
    return f"{last.when[:10]} {last.status}"
