"""How long each stage takes in one process, and the floor under them: what cannot be left out."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyromark

from blogtools.build.executor import theme_for
from blogtools.build.post.page import render
from blogtools.build.task import Job
from blogtools.config import BlogConfig, Settings
from blogtools.content.discover import Source
from blogtools.content.files import file_reader
from blogtools.content.load import decode_post
from blogtools.content.order import current_time
from blogtools.errors import BlogtoolsError
from blogtools.read.metadata import NOTHING
from blogtools.read.notebook import decode_notebook
from blogtools.render.code.highlight import highlight
from blogtools.render.targets import HTML
from blogtools.store.output import Destination
from blogtools.transform.context import Context
from blogtools.transform.identity import post_from_notebook
from blogtools.transform.steps import STEPS


def stages(paths: Sequence[Path], output: Path) -> dict[str, float]:
    """Seconds spent in each stage over all notebooks."""
    spent: dict[str, float] = defaultdict(float)

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        spent[name] += time.perf_counter() - start

    job = Job(BlogConfig(output, Settings()), HTML, output, {}, current_time("UTC"))
    theme = theme_for(job)
    destination = Destination(output)
    for path in paths:
        source = Source(path, path.name, path.parent)
        try:
            with stage("read"):
                post = decode_post(source, path.read_bytes(), {})
            context = Context(file_reader(source))
            for name, step in STEPS.items():
                with stage(f"transform: {name}"):
                    post = step.run(post, context)
            with stage("render"):
                page = render(job, post, f"{post.slug}/index.html", theme, {})
            with stage("write"):
                destination.write(page.path, page.content)
                for asset in page.assets:
                    destination.write(f"{post.slug}/{asset.name}", asset.data)
        except BlogtoolsError:
            continue
    return dict(spent)


def floor(paths: Sequence[Path], output: Path) -> float:
    """Seconds for the least that any such tool must do: decode, parse the Markdown, highlight the cells, write."""
    output.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    for number, path in enumerate(paths):
        try:
            notebook = decode_notebook(path.read_bytes(), path.name)
        except BlogtoolsError:
            continue
        parts = []
        language = post_from_notebook(notebook, NOTHING, frozenset(), path.name).language
        for cell in notebook.cells:
            if cell.kind == "markdown":
                parts.append(pyromark.html(cell.source))
            elif cell.kind == "code":
                parts.append(highlight(cell.source, language))
                parts += [
                    text for out in cell.outputs for text in (out.text, *out.data.values()) if isinstance(text, str)
                ]
        (output / f"{number}.html").write_text("".join(parts), encoding="utf-8", errors="replace")
    return time.perf_counter() - start
