"""Every folder of `tests/cases` is a notebook and what must come of it, as HTML and as Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogtools.build.post.page import render
from blogtools.build.task import Job
from blogtools.config import BlogConfig, Settings
from blogtools.content.discover import Source
from blogtools.content.files import file_reader
from blogtools.content.load import decode_post, transform_post
from blogtools.content.order import current_time
from blogtools.render.context import Rendering
from blogtools.render.html.page import render_body
from blogtools.render.targets import TARGETS
from blogtools.transform.context import Context

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_case(case: str, request: pytest.FixtureRequest) -> None:
    """The body of the page, the Markdown and the findings are the expected ones."""
    folder = CASES / case
    notebook = next(folder.glob("*.ipynb"))
    source = Source(notebook, notebook.name, folder)
    post = transform_post(decode_post(source, notebook.read_bytes(), {}), Context(file_reader(source)))
    rendering = Rendering(post.source)
    body, markdown = render_body(post, rendering, lambda url, _: url)
    job = Job(BlogConfig(folder, Settings()), TARGETS["markdown"], folder, {}, current_time("UTC"))
    page = render(job, post, f"{post.slug}/index.md", None, {})
    found = {
        "body.html": f"<h1>{post.title}</h1>\n{body}{markdown.footnotes.html()}",
        "post.md": page.content.decode(),
        "findings.txt": "".join(f"{item.severity}: {item}\n" for item in (*post.findings, *rendering.findings)),
    }
    for name, text in found.items():
        path = folder / name
        if request.config.getoption("--update-cases"):
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text, f"{case}/{name}; --update-cases writes it anew"
