"""Outcome of a build for each notebook: a record for the next build, and an explanation for the author."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from blogtools.build.routes import Route
from blogtools.build.stages import Rendered
from blogtools.content.reserved import reserved_for
from blogtools.store.manifest import Record
from blogtools.transform.secrets.find import mask_secrets


def assemble(build: Rendered) -> dict[str, Record]:
    """Return the records for the next build, by path of the notebook.

    They are those of pages built now, of pages that still hold, and of the last good pages of posts that failed.
    """
    kept = {source.name for source, reason in build.reasons.items() if reason is None}
    kept |= {*build.failed, *build.built}
    records = {name: record for name, record in build.last.posts.items() if build.job.partial or name in kept}
    if build.job.lists:
        # The last good page of a post that failed may be in the place of a page of the blog.
        records = {
            name: record
            for name, record in records.items()
            if name not in build.failed or not reserved_for(record.summary.path)
        }
    for name, one in build.built.items():
        if one.record:
            records[name] = msgspec.structs.replace(one.record, key=build.key, theme=build.theme)
    return dict(sorted(records.items()))


def stamped(records: Mapping[str, Record], routes: Iterable[Route]) -> dict[str, Record]:
    """Return the records in order, with the stamps of the files that still have the content they were made from."""
    stamps = {(route.source.name, route.content): route.stamp for route in routes}
    return {
        name: msgspec.structs.replace(record, stamp=stamps.get((name, record.content), record.stamp))
        for name, record in sorted(records.items())
    }


def explain(build: Rendered) -> dict[str, str]:
    """Return what became of each notebook, in words, by path of the notebook."""
    reasons = {source.name: reason or "unchanged" for source, reason in build.reasons.items()}
    for route in build.found.routes:
        is_draft = route.draft and not build.job.drafts
        reasons.setdefault(route.source.name, f"left out: {'a draft' if is_draft else 'its date has not come'}")
    reasons |= {
        name: f"built: {reasons[name]}" for name in build.built if name in reasons and reasons[name] != "unchanged"
    }
    explained = dict(sorted((reasons | dict.fromkeys(build.failed, "failed")).items()))
    # A name may be a secret, too; a failed post is told about anyway.
    return {mask_secrets(name) if name in build.failed else name: reason for name, reason in explained.items()}
