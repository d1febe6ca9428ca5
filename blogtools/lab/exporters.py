"""nbconvert exporters, which JupyterLab offers under "Save and Export Notebook As".

The entry points are named `blogpost` and `blogpost_markdown`: JupyterLab's export route accepts no hyphens.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode

from blogtools.build.executor import theme_for
from blogtools.build.post.gate import all_findings, pass_gate
from blogtools.build.post.page import render
from blogtools.build.task import Job
from blogtools.config import find_blog
from blogtools.content.discover import Source, publisher_of
from blogtools.content.load import decode_post, naming_of, transform_post
from blogtools.content.metadata_files import read_metadata_files
from blogtools.content.neighbors import blog_context
from blogtools.content.order import current_time
from blogtools.errors import explained
from blogtools.findings.masking import masked
from blogtools.model import Page
from blogtools.render.targets import SINGLE_FILE, TARGETS, Target
from blogtools.trust.record import with_trust
from blogtools.trust.words import TRUST_HINT, unused_code


class BlogPostExporter(Exporter):
    """One self-contained HTML page in the blog's theme."""

    export_from_notebook = "Blog post"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # exporters return text; nbconvert's base class a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert a notebook to one HTML page.

        Raises:
            BlogtoolsError: the notebook or the blog's settings cannot be used.
        """
        resources = self._init_resources(resources)
        page = self._page(nb, resources, SINGLE_FILE)
        return page.content.decode(), resources

    def _page(self, nb: NotebookNode, resources: dict[str, Any], target: Target) -> Page:
        """Render the page of a notebook. An unexpected exception is raised as `BlogtoolsError`, too."""
        try:
            return self._rendered(nb, resources, target)
        except Exception as error:
            raise explained(error) from error

    def _rendered(self, nb: NotebookNode, resources: dict[str, Any], target: Target) -> Page:
        metadata = resources.get("metadata", {})
        # nbconvert passes the folder as a string; Jupyter Server passes none for notebooks that are not on its disk.
        folder = Path(metadata.get("path") or ".")
        name = f"{metadata.get('name') or 'notebook'}.ipynb"
        blog = with_trust(find_blog(folder))
        root = folder.resolve()
        source = Source(folder / name, name, root, blog.settings.redaction, publisher_of(folder / name, root))
        unused = unused_code(blog)
        if unused:
            self.log.warning("%s is converted without %s (%s)", blog.root, unused, TRUST_HINT)
        post = decode_post(source, nbformat.writes(nb).encode(errors="replace"), read_metadata_files(source))
        post = transform_post(post, blog_context(blog, source))
        checked = pass_gate(post, blog)
        job = Job(blog, target, folder, {}, current_time(blog.settings.timezone))
        page = render(job, post, target.path(naming_of(post)), theme_for(job), {})
        for finding in masked(all_findings(post, page, checked, blog)):
            if finding.severity != "note":
                self.log.warning("%s", finding)
        return page


class BlogPostMarkdownExporter(BlogPostExporter):
    """CommonMark with front matter; its assets are written beside it, or into a zip for downloads."""

    export_from_notebook = "Blog post (Markdown)"
    output_mimetype = "text/markdown"

    def _file_extension_default(self) -> str:
        return ".md"

    def from_notebook_node(  # type: ignore[override]  # exporters return text; nbconvert's base class a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert a notebook to Markdown; its assets go into `resources["outputs"]`, name to bytes.

        Raises:
            BlogtoolsError: the notebook or the blog's settings cannot be used.
        """
        resources = self._init_resources(resources)
        page = self._page(nb, resources, TARGETS["markdown"])
        resources["outputs"] = {asset.name: asset.data for asset in page.assets}
        return page.content.decode(), resources
