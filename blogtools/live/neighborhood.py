"""What the site says around a post that is being written, as far as the last build knows the other posts."""

from __future__ import annotations

from blogtools.build.page import embeds, summarize
from blogtools.build.state import BuildState
from blogtools.build.task import Job
from blogtools.content.discover import default_output_folder
from blogtools.content.order import newest_first, stored_moment
from blogtools.model import Post, Summary
from blogtools.render.theme.environment import Theme
from blogtools.site.post_nav import html_post_nav
from blogtools.site.related_content import Backlinks, RelatedContent, RelatedContentIndex, find_backlinks


class Neighborhood:
    """The other posts of a blog; read again after each build, and looked through again when the post says otherwise."""

    def __init__(self) -> None:
        self._stamp: object = None
        self._others: tuple[Summary, ...] = ()
        self._users: Backlinks = {}
        self._said: object = None
        self._around = RelatedContent()

    def html(self, job: Job, post: Post, path: str, theme: Theme) -> bytes:
        """What stands around the page of a post at `path`; empty if nothing does.

        Raises:
            TemplateError: as `Theme.page`.
        """
        self._read(job)
        summary = summarize(post, path)
        # The tags, the date and the words of headings decide who its neighbors are.
        said: tuple[object, ...] = (
            self._stamp,
            summary.path,
            summary.date,
            summary.series,
            summary.tags,
            summary.categories,
        )
        said += (summary.heading_words, summary.entries, embeds(post))
        if said != self._said:
            others = (other for other in self._others if other.source != post.source)
            posts = newest_first((*others, summary), job.blog.settings.timezone)
            self._around = RelatedContentIndex(posts, self._users).of(summary)
            self._said = said
        if self._around == RelatedContent():
            return b""

        def render(template: str, page: str, **values: object) -> bytes:
            return theme.page(template, "../" * page.count("/"), page_path=page, **values).encode(errors="replace")

        return html_post_nav(render)(self._around, path)

    def _read(self, job: Job) -> None:
        cache = BuildState(job.blog.cache, default_output_folder(job.blog, job.target.name), job.target.name)
        stamp = cache.stamp
        if stamp == self._stamp:
            return
        records = cache.last().posts
        shown = {name: record for name, record in records.items() if not record.summary.draft}
        self._others = tuple(
            record.summary for record in shown.values() if job.comes(stored_moment(record.summary.date))
        )
        self._users = find_backlinks(shown)
        self._stamp = stamp
