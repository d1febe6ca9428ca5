"""The record of what a site has published, which travels with it as a file."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from blogtools.permalinks.aliases import alias_path
from blogtools.permalinks.lists import published_lists
from blogtools.permalinks.registry import Permalink, PermalinkRegistry
from blogtools.permalinks.registry_file import SITE_RECORD, registry_bytes
from blogtools.site.context import SiteContext
from blogtools.site.list_pages import list_pages
from blogtools.site.snippet_list import snippet_pages
from blogtools.store.manifest import Lists, Record, content_hash
from blogtools.store.output import Destination


def add_record(site: SiteContext, lists: Lists, destination: Destination) -> Lists:
    """Write the registry of what will have been published with this site; return the lists with its file.

    Raises:
        WriteError: it cannot be written.
    """
    data = registry_bytes(registry_of_site(site, lists.files.keys()))
    fingerprint = f"{content_hash(data)}-{len(data)}"
    if lists.files.get(SITE_RECORD) != fingerprint or destination.size(SITE_RECORD) != len(data):
        destination.write(SITE_RECORD, data)
    return msgspec.structs.replace(lists, files=lists.files | {SITE_RECORD: fingerprint})


def registry_of_site(site: SiteContext, written: Collection[str]) -> PermalinkRegistry:
    """Return the registry of the site with all that readers can find now.

    These are, besides what the build followed, its lists and terms, the aliases that were `written` (paths of files),
    and the anchors in nbconvert's form.
    """
    registry = site.registry
    # Only their paths are asked for; nothing is rendered.
    pages = {file.path for generate in (list_pages, snippet_pages) for file in generate(site)}
    posts = {
        name: _published(entry, site.records[name], site, written) if name in site.records else entry
        for name, entry in registry.posts.items()
    }
    return PermalinkRegistry(
        home=registry.home or site.settings.home,
        bare_ids=registry.bare_ids,
        posts=posts,
        lists=published_lists(registry, pages, site.terms_of_posts),
    )


def _published(entry: Permalink, record: Record, site: SiteContext, written: Collection[str]) -> Permalink:
    legacy = {old: anchor for old, anchor in zip(record.legacy_anchors, record.anchors, strict=True) if old}
    aliases = [alias_path(alias, site.settings.home) or "" for alias in record.summary.aliases]
    former = (*entry.previous_paths, *(path for path in aliases if path in written and path != entry.page))
    return msgspec.structs.replace(
        entry,
        previous_paths=tuple(dict.fromkeys(former)),
        renamed_anchors=entry.renamed_anchors | legacy,
        terms=site.terms_of_posts.get(record.summary.source, {}),
    )
