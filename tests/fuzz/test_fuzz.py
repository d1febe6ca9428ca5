"""Whatever a notebook holds, it costs one clear line at most."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.fuzz.run import EPOCH, Failure, batches, failures

SEED = 12
CASES = 1500
"""Odd notebooks of a normal run; `--fuzz-cases` says another number."""


def test_odd_notebooks_meet_no_defect(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither an unforeseen exception nor a hang at any door, and the same bytes each time."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    cases = request.config.getoption("--fuzz-cases") or CASES
    found: list[Failure] = []
    for number, notebooks in enumerate(batches(cases, SEED)):
        found += failures(tmp_path / str(number), notebooks)
    told = {one.told: one for one in found}
    for number, one in enumerate(itertools.islice((one for one in told.values() if one.data), 20)):
        (tmp_path / f"failure-{number}.ipynb").write_bytes(one.data)
    assert [] == [f"{one.door}: {one.told}" for one in told.values()], f"the notebooks are in {tmp_path}"
