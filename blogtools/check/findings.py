"""The ordered table of checks, and what all of them together find in a post."""

from __future__ import annotations

from collections.abc import Iterable

from blogtools.check.alternative_text import find_images
from blogtools.check.description import check_description
from blogtools.check.machine_paths import find_machine_paths
from blogtools.check.run_order import check_run_order
from blogtools.check.secrets import find_shown_secrets
from blogtools.check.slug import check_slug
from blogtools.check.unfinished import find_unfinished
from blogtools.errors import Finding
from blogtools.memo import Call, call
from blogtools.model import Post
from blogtools.plugins.load import NO_PLUGINS, Plugins
from blogtools.plugins.registry import Registry
from blogtools.plugins.rows import Check

CHECKS: Registry[Check] = Registry(
    "checks",
    Check,
    (
        Check("secret", find_shown_secrets),
        Check("missing-alt", find_images),
        Check("slug", check_slug),
        Check("description", check_description),
        Check("machine-path", find_machine_paths),
        Check("unfinished", find_unfinished),
        Check("run-order", check_run_order),
    ),
)
"""Each looks at a post after all steps, and changes nothing; what depends on one cell alone, it asks by the call."""


def check_post(post: Post, call: Call = call, plugins: Plugins = NO_PLUGINS) -> tuple[Finding, ...]:
    """What all checks find, in the order of the table, and of each what it finds from top to bottom.

    A `call` that remembers makes it fast for a post that is checked again after each change.
    """
    return tuple(finding for check in CHECKS.extended(plugins).values() for finding in check.run(post, call))


def with_checks(
    findings: Iterable[Finding], checked: Iterable[Finding], plugins: Plugins = NO_PLUGINS
) -> tuple[Finding, ...]:
    """What reading and rendering found, and what the checks did, which tell more of the same: each thing once."""
    checks = CHECKS.extended(plugins)
    return (*(finding for finding in findings if finding.slug not in checks), *checked)
