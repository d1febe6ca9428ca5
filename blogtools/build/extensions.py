"""Before anything is written: whether all that plugins and settings add to the program's tables can be used."""

from __future__ import annotations

from blogtools.config import BlogConfig
from blogtools.findings.levels import check_levels
from blogtools.plugins.load import Plugins, plugins_of


def load_extensions(blog: BlogConfig) -> Plugins:
    """Load the plugins of a blog, and refuse those that do not fit into the tables.

    Raises:
        SettingsError: a plugin cannot be loaded, one of its rows cannot be used, or a level of findings is none.
    """
    plugins = plugins_of(blog)
    if plugins:
        # The tables bring all renderers along, which a build without plugins loads as it needs them.
        from blogtools.check.findings import CHECKS
        from blogtools.render.outputs.html import HTML_OUTPUTS
        from blogtools.render.outputs.markdown import MARKDOWN_OUTPUTS
        from blogtools.render.targets import TARGETS
        from blogtools.transform.steps import STEPS

        for table in (STEPS, HTML_OUTPUTS, MARKDOWN_OUTPUTS, TARGETS, CHECKS):
            table.extended(plugins)
    check_levels(blog)
    return plugins
