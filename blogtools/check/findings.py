"""The ordered table of checks, and functions that run them."""

from __future__ import annotations

from collections.abc import Iterable

from blogtools.check.accessibility.contrast import find_contrast
from blogtools.check.accessibility.headings import check_outline
from blogtools.check.accessibility.link_text import find_link_texts
from blogtools.check.accessibility.tables import find_tables
from blogtools.check.accessibility.vague_alt import find_vague_alt
from blogtools.check.alternative_text import find_images
from blogtools.check.dates import check_dates
from blogtools.check.description import check_description
from blogtools.check.pictures import find_large_pictures
from blogtools.check.portability import check_names
from blogtools.check.privacy.machine_paths import find_machine_paths
from blogtools.check.privacy.private_data import find_private_data
from blogtools.check.redaction import check_redaction
from blogtools.check.run_order import check_run_order
from blogtools.check.secrets import find_shown_secrets
from blogtools.check.slug import check_slug
from blogtools.check.tracebacks import find_tracebacks
from blogtools.check.unfinished import find_unfinished
from blogtools.errors import Finding
from blogtools.memo import Memoizer, call_uncached
from blogtools.model import Post
from blogtools.plugins.load import NO_PLUGINS, Plugins
from blogtools.plugins.registry import Registry
from blogtools.plugins.rows import Check

CHECKS: Registry[Check] = Registry(
    "checks",
    Check,
    (
        Check("secret", find_shown_secrets),
        Check("redact", check_redaction),
        Check("missing-alt", find_images),
        Check("vague-alt", find_vague_alt),
        Check("headings", check_outline),
        Check("link-text", find_link_texts),
        Check("table-header", find_tables),
        Check("contrast", find_contrast),
        Check("large-picture", find_large_pictures),
        Check("slug", check_slug),
        Check("windows-name", check_names),
        Check("date", check_dates),
        Check("description", check_description),
        Check("machine-path", find_machine_paths),
        Check("private-data", find_private_data),
        Check("unfinished", find_unfinished),
        Check("traceback", find_tracebacks),
        Check("run-order", check_run_order),
    ),
)
"""The checks of a transformed post, by slug of their findings; work on a single cell goes through the memoizer."""


def check_post(post: Post, call: Memoizer = call_uncached, plugins: Plugins = NO_PLUGINS) -> tuple[Finding, ...]:
    """Run all checks on a post; return their findings in the order of the table, then of the notebook.

    A caching `call` makes this fast for a post that is checked again after each edit.
    """
    return tuple(finding for check in CHECKS.extended(plugins).values() for finding in check.run(post, call))


def with_checks(
    findings: Iterable[Finding], checked: Iterable[Finding], plugins: Plugins = NO_PLUGINS
) -> tuple[Finding, ...]:
    """Combine the findings of reading and rendering with those of the checks, without duplicates.

    Where both report a problem, the finding of the check is kept, because it is more precise.
    """
    checks = CHECKS.extended(plugins)
    return (*(finding for finding in findings if finding.slug not in checks), *checked)
