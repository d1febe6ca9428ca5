"""Navigation below the page of a draft, from the other posts as the last build recorded them."""

from __future__ import annotations

from blogtools.build.post.links import embeds
from blogtools.build.post.page import summarize
from blogtools.build.state import BuildState
from blogtools.build.task import Job
from blogtools.content.discover import default_output_folder
from blogtools.content.order import newest_first, stored_moment
from blogtools.model import Post, Summary
from blogtools.render.theme.environment import Theme
from blogtools.site.post_nav import html_post_nav
from blogtools.site.related_content import Backlinks, RelatedContent, RelatedContentIndex, find_backlinks


class PostNavCache:
    """A draft's navigation, recomputed when the draft or, after a build, the other posts change."""

    def __init__(self) -> None:
        self._stamp: object = None
        self._others: tuple[Summary, ...] = ()
        self._users: Backlinks = {}
        self._key: object = None
        self._related = RelatedContent()

    def html(self, job: Job, post: Post, path: str, theme: Theme) -> bytes:
        """Return the navigation HTML for the page of a post at `path`; empty if there is none.

        Raises:
            TemplateError: as `Theme.page`.
        """
        self._read(job)
        summary = summarize(post, path)
        # Neighbors and similar posts depend on these fields alone.
        key: tuple[object, ...] = (
            self._stamp,
            summary.path,
            summary.date,
            summary.series,
            summary.tags,
            summary.categories,
        )
        key += (summary.heading_words, summary.entries, embeds(post))
        if key != self._key:
            others = (other for other in self._others if other.source != post.source)
            posts = newest_first((*others, summary), job.blog.settings.timezone)
            self._related = RelatedContentIndex(posts, self._users, job.term_slugs).of(summary)
            self._key = key
        if self._related == RelatedContent():
            return b""

        def render(template: str, page: str, **values: object) -> bytes:
            return theme.page(template, "../" * page.count("/"), page_path=page, **values).encode(errors="replace")

        return html_post_nav(render)(self._related, path)

    def _read(self, job: Job) -> None:
        cache = BuildState(job.blog.cache, default_output_folder(job.blog, job.target.name), job.target.name)
        stamp = cache.stamp
        if stamp == self._stamp:
            return
        records = cache.last().posts
        shown = {name: record for name, record in records.items() if not record.summary.draft}
        self._others = tuple(
            record.summary for record in shown.values() if job.is_due(stored_moment(record.summary.date))
        )
        self._users = find_backlinks(shown)
        self._stamp = stamp
