"""Tests of snippets: runs each in a new kernel and compares its outputs with those in the notebook."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import msgspec

from blogtools.errors import BlogtoolsError, Finding, UsageError, contained
from blogtools.snippets.catalog import CatalogEntry
from blogtools.snippets.compare import MODES, differences
from blogtools.snippets.kernel import run_cells
from blogtools.store.manifest import content_hash
from blogtools.store.output import Destination

Status = Literal["passed", "drift", "failed", "skipped"]
LAST_RUNS_FILE = "snippets.json"
"""File in the blog's cache folder that records the last test of each snippet."""


class SnippetTest(msgspec.Struct, frozen=True):
    """The result of a snippet's test."""

    entry: CatalogEntry
    status: Status
    message: str = ""
    """The error, or a diff of the outputs."""
    seconds: float = 0.0


class LastRun(msgspec.Struct, frozen=True):
    """The last test of a snippet."""

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
        mode: `exact`, `numbers` (within the tolerance) or `runs`; None for the cell's own `snippet-test` option.
        tolerance: Largest relative difference at which two numbers count as equal.
        timeout: Seconds for the setup, and again for the cell.

    Raises:
        UsageError: There is no such mode.
    """
    if entry.snippet.language != "python":
        return SnippetTest(entry, "skipped", f"{entry.snippet.language} is not run")
    mode = mode or entry.mode
    if mode not in MODES:
        message = f"unknown snippet-test mode {mode}"
        raise UsageError(message, hint=f"choose from {', '.join(MODES)}")
    start = time.perf_counter()
    problems: list[Finding] = []
    test = SnippetTest(entry, "failed")
    with contained(entry.source, problems.append):
        test = _run(entry, mode, tolerance, timeout)
    message = problems[0].message if problems else test.message
    return msgspec.structs.replace(test, message=message, seconds=time.perf_counter() - start)


def _run(entry: CatalogEntry, mode: str, tolerance: float, timeout: float) -> SnippetTest:
    cells = [entry.snippet.setup, entry.snippet.source]
    before, outputs = run_cells(cells, entry.path.parent, kernel=entry.kernel, timeout=timeout)
    for output in (*before, *outputs):
        expected = any(saved.kind == "error" and saved.error_name == output.error_name for saved in entry.outputs)
        if output.kind == "error" and not expected:
            return SnippetTest(entry, "failed", f"{output.error_name}: {output.error_value}")
    diff = differences(entry.outputs, outputs, mode, tolerance)  # type: ignore[arg-type]  # `run_snippet_test` checked it
    return SnippetTest(entry, "drift" if diff else "passed", diff)


def run_snippet_tests(
    entries: Sequence[CatalogEntry],
    *,
    workers: int = 1,
    mode: str | None = None,
    tolerance: float = 1e-6,
    timeout: float = 60,
) -> Iterator[SnippetTest]:
    """Run the tests of several snippets in parallel; yield their results in the order of the entries."""
    with ThreadPoolExecutor(max(1, workers)) as pool:
        yield from pool.map(
            lambda entry: run_snippet_test(entry, mode=mode, tolerance=tolerance, timeout=timeout), entries
        )


def junit_xml(tests: Sequence[SnippetTest]) -> bytes:
    """Return the results as JUnit XML, which CI services read."""
    # Imported only if a report is requested.
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
    """Record the tests in the cache; if it cannot be written, they are silently not recorded."""
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
    """Load the last test of each snippet, by address; empty if the cache has none."""
    try:
        return msgspec.json.decode((cache / LAST_RUNS_FILE).read_bytes(), type=dict[str, LastRun])
    except (OSError, msgspec.MsgspecError):
        return {}


def describe_last_run(entry: CatalogEntry, tested: dict[str, LastRun]) -> str:
    """Describe when a snippet was last tested, for a table: `never`, `changed since`, `2026-11-02 passed`."""
    last = tested.get(entry.address)
    if last is None:
        return "never"
    if last.program != content_hash(entry.snippet.program.encode()):
        return "changed since"
    return f"{last.when[:10]} {last.status}"
