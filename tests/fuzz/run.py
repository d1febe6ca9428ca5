"""Takes odd notebooks through every door, and tells what must not have happened."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from blogtools.build.check import check
from blogtools.build.pipeline import Options, convert
from blogtools.config import BlogConfig, find_blog
from blogtools.content.discover import Source
from blogtools.content.neighbors import blog_context
from blogtools.errors import BlogtoolsError, Finding, InternalError, finding_of
from blogtools.live.cells import cells_of
from blogtools.live.draft import Draft, Update
from blogtools.live.facts import facts_of
from blogtools.live.page import NotebookPlace, RenderCache, live_page, notebook_of
from blogtools.memo import Memo
from blogtools.read.notebook import assemble_notebook
from blogtools.render.targets import TARGETS
from blogtools.snippets.catalog import read_catalog
from tests.conftest import tree
from tests.fuzz.notebooks import ROOT, bases, odd_notebook

BATCH = 30
"""Notebooks of one blog; all of other real ones, so that their addresses differ."""
LIMIT = 5
"""Seconds of the process's own time that one post may take at one door."""
SETTINGS = 'title = "Fuzz"\nbase_url = "https://fuzz.example.org/"\nllms_txt = true\ncards = false\n'
MORE_SETTINGS = (
    "",
    'timezone = "Asia/Tokyo"\npermalink = "/{year}/{month}/{day}/{slug}/"\n',
    'timezone = "America/New_York"\nlanguage = "de"\nauthor = "A"\nposts_per_page = 3\n',
)
TARGET_NAMES = ("markdown", "hugo", "jekyll")
EPOCH = "1790000000"
"""The time of all builds, for `SOURCE_DATE_EPOCH`."""


class Failure(msgspec.Struct, frozen=True):
    """What must not happen, and the notebook that it happened to."""

    door: str
    told: str
    name: str = ""
    """Of the notebook; empty where it may be any of the blog."""
    data: bytes = b""


class HangError(BaseException):
    """A post took too long; no `Exception`, so that nothing but this module catches it."""


def batches(cases: int, seed: int) -> Iterator[dict[str, bytes]]:
    """Make so many odd notebooks, by name, some for each blog; the same seed gives the same ones."""
    rng = Random(seed)  # noqa: S311 - any numbers will do
    known = bases()
    for start in range(0, cases, BATCH):
        size = min(BATCH, cases - start, len(known))
        yield {
            f"case-{start + number}.ipynb": odd_notebook(base, rng)
            for number, base in enumerate(rng.sample(known, size))
        }


def failures(folder: Path, notebooks: dict[str, bytes]) -> Iterator[Failure]:
    """Convert, check, preview and list the notebooks as one blog in `folder`, which must not exist."""
    (folder / "notebooks").mkdir(parents=True)
    # The same blog always has the same settings and goes to the same target.
    choice = sum(map(len, notebooks.values()))
    target = TARGET_NAMES[choice % len(TARGET_NAMES)]
    (folder / "blogtools.toml").write_text(SETTINGS + MORE_SETTINGS[choice // 7 % len(MORE_SETTINGS)])
    # One of the real ones embeds from another notebook.
    shutil.copytree(ROOT / "tests/cases/embeds/other", folder / "notebooks/other")
    for name, data in notebooks.items():
        (folder / "notebooks" / name).write_bytes(data)
    blog = find_blog(folder)
    doors: dict[str, Callable[[], Iterator[Finding]]] = {
        "html": lambda: _convert(blog, Options(workers=1), watch),
        "again": lambda: _convert(blog, Options(output=folder / "again", cache=False, workers=1), watch),
        "unchanged": lambda: _convert(blog, Options(workers=1), watch),
        "markdown": lambda: _convert(blog, Options(TARGETS[target], workers=1), watch),
        "check": lambda: _check(blog, watch),
        "snippets": lambda: iter(read_catalog(blog).errors),
        **{f"live {name}": lambda name=name: _live(blog, name) for name in notebooks},  # type: ignore[misc]
    }

    def watch(*_: Any) -> None:
        if hasattr(signal, "SIGPROF"):
            signal.setitimer(signal.ITIMER_PROF, LIMIT)

    for door, go in doors.items():
        with _watched():
            found = _found(go)
        for finding in found:
            name = Path(finding.where.file).name or door.removeprefix("live ")
            yield Failure(door, str(finding), name, notebooks.get(name, b""))
    if tree(folder / "_site") != tree(folder / "again"):
        yield Failure("again", "the same input gave other bytes")
    shutil.rmtree(folder)


@contextmanager
def _watched() -> Iterator[None]:
    """End what takes longer than it may; processor time, since other programs may be at work beside this one."""
    if not hasattr(signal, "SIGPROF"):
        yield  # Windows has no such clock.
        return

    def stop(*_: Any) -> None:
        raise HangError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _found(go: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """The findings that must not be: defects, what cannot be printed or sent, hangs."""
    try:
        found = list(go())
        for finding in found:
            str(finding).encode()
            msgspec.json.encode(finding)
    except HangError:
        return [Finding("hang", "takes too long")]
    except BlogtoolsError as error:
        return [error.as_finding()]
    except Exception as error:  # noqa: BLE001 - that there is none is what is looked for
        return [finding_of(error)]
    return [finding for finding in found if finding.slug == InternalError.slug]


def _convert(blog: BlogConfig, options: Options, watch: Callable[..., None]) -> Iterator[Finding]:
    report = convert(blog, (), options, watch)
    msgspec.json.encode(report)
    return iter((*report.errors, *report.findings))


def _check(blog: BlogConfig, watch: Callable[..., None]) -> Iterator[Finding]:
    report = check(blog, (), watch)
    msgspec.json.encode(report)
    return iter((*report.errors, *report.findings))


def _live(blog: BlogConfig, name: str) -> Iterator[Finding]:
    """What JupyterLab's server part makes of a notebook, as far as an editor can have it open."""
    path = blog.root / "notebooks" / name
    try:
        notebook = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        return
    cells = {str(number): msgspec.Raw(json.dumps(cell).encode()) for number, cell in enumerate(notebook["cells"])}
    metadata = msgspec.Raw(json.dumps(notebook.get("metadata")).encode())
    source = Source(path, f"notebooks/{name}", blog.root)
    place = NotebookPlace(blog, source, blog_context(blog, source))
    draft = Draft().after(Update([*cells], cells, metadata))
    memory = RenderCache()
    for _ in range(2):
        try:
            page = live_page(place, draft, memory)
            facts = facts_of(place, notebook_of(place, draft), page, Memo())
            put = assemble_notebook(list(draft.cells.values()), draft.metadata, source.name)
            msgspec.json.encode((facts, cells_of(put, Memo().call), page.post.title, page.path))
        except InternalError as error:
            yield error.as_finding()
        except (BlogtoolsError, RecursionError):
            return  # Its author is told.
