"""What a transform may ask of the world outside its post."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from blogtools.memo import Call, call
from blogtools.plugins.load import NO_PLUGINS, Plugins


class Context(msgspec.Struct, frozen=True):
    """The questions a step may ask; the answers are effects, so they come from the pipeline."""

    read_file: Callable[[str], bytes | None] = lambda _: None
    """Content of a file that the notebook names by a relative path; None if it is missing or outside of the blog."""
    notebooks: Callable[[], tuple[str, ...]] = lambda: ()
    """All notebooks of the blog, by paths relative to this one."""
    owners: Callable[[str], tuple[str, ...]] = lambda _: ()
    """Those of them that have a code cell with a label, by paths relative to this one."""
    call: Call = call
    """How the steps call what they do to each cell by itself."""
    plugins: Plugins = NO_PLUGINS
    """Whose steps are run too."""
    embeds: bool = True
    """Whether cells of other notebooks are put in; without them, no other notebook is read."""
