"""Every kind of finding and of error: what it means and how to fix it. The guide is generated from this table."""

from __future__ import annotations

from typing import Literal

import msgspec


class FindingKind(msgspec.Struct, frozen=True):
    """A kind of findings."""

    slug: str
    """Stable name: in brackets after each finding, in `--json`, in the setting `findings` and in tags `ok:SLUG`."""
    severity: Literal["note", "warning", "error", "stop"]
    """Level by default; `stop` keeps the post (or the whole blog) from being published."""
    meaning: str
    remedy: str


_TABLE = (
    FindingKind(
        "address-taken",
        "warning",
        "A post or a file of `static/` has the address of something that the blog writes itself, such as a list.",
        "Give the post a `slug:` of its own, or rename the file.",
    ),
    FindingKind(
        "alias",
        "error",
        "An address among `aliases:` is no address of this site, or leads to another page already.",
        "Write it as `/old/address/`; remove it from one of two posts that have it.",
    ),
    FindingKind(
        "broken-link",
        "warning",
        "A post links to a notebook, or shows a cell of one, that is not published.",
        "Publish it too, mend the link, or remove it.",
    ),
    FindingKind(
        "broken-output",
        "warning",
        "The data of an output are not what its type says, as when a picture was cut off.",
        "Run the cell again and save the notebook.",
    ),
    FindingKind(
        "cell-options",
        "warning",
        "Lines that begin with `#|` are no YAML or name an option that does not exist (a note).",
        "Write `#| name: value`; put texts with special characters in quotes.",
    ),
    FindingKind(
        "description",
        "note",
        "The description is longer than what search engines show of it.",
        "Say what the post is about in fewer words, or in the first ones.",
    ),
    FindingKind(
        "duplicate-slug",
        "stop",
        "Two posts would have one address.",
        "Give one of them a `slug:` of its own.",
    ),
    FindingKind(
        "embed",
        "warning",
        "A shortcode `{{< embed … >}}` cannot be used as it stands. One that leads to no cell keeps the post from being"
        " published.",
        "Name the notebook by its path from this one, and its cell by its label.",
    ),
    FindingKind("error", "stop", "Something failed that has no name of its own.", "Do what the message says."),
    FindingKind(
        "formula",
        "warning",
        "A formula uses TeX that MathML cannot show; readers see its source.",
        "Rewrite it with other commands, or show it as a picture.",
    ),
    FindingKind(
        "front-matter",
        "warning",
        "A key of the metadata is unknown (a note), or its value is doubtful. A value that cannot be meant keeps the"
        " post from being published.",
        "Correct the line that the message names.",
    ),
    FindingKind(
        "image",
        "warning",
        "The file that `image:` names is no picture that other sites show.",
        "Use a PNG, JPEG, GIF or WebP file.",
    ),
    FindingKind(
        "import",
        "warning",
        "Something in an imported file has no counterpart in a notebook, and stands there as it was written.",
        "Look at the line that the message names.",
    ),
    FindingKind(
        "interactive-output",
        "warning",
        "A figure or a widget that needs a script is shown as something simpler.",
        "Save a still with the figure, or the notebook with the state of its widgets.",
    ),
    FindingKind(
        "internal-error",
        "stop",
        "A bug in blogtools kept this post or file from being made. All others were built; the last good page stays.",
        "Report it, with the traceback that `--debug` prints and, if you can share it, the notebook.",
    ),
    FindingKind(
        "kernel",
        "stop",
        "Code of a snippet could not be run to its end.",
        "Read the error of the code; make sure that the kernel is installed.",
    ),
    FindingKind(
        "machine-path",
        "warning",
        "Outputs show a path of your machine, which tells readers your name and nothing else.",
        "Use relative paths and run the cell again; `#| warning: false` leaves warnings out.",
    ),
    FindingKind(
        "missing-alt",
        "note",
        "A picture has no text for those who cannot see it.",
        "Write it between the brackets of `![…](…)`, or begin the cell with `#| fig-alt: what it shows`.",
    ),
    FindingKind(
        "missing-file",
        "warning",
        "A file that the post shows does not exist, or lies outside of the blog.",
        "Correct its path, which starts from the notebook's folder.",
    ),
    FindingKind(
        "notebook",
        "warning",
        "Part of the file is not as Jupyter writes it, and was read as well as it could be. A file that is no notebook"
        " keeps the post from being published.",
        "Open it in JupyterLab and save it again.",
    ),
    FindingKind(
        "plugin",
        "error",
        "Code of a plugin failed, so that an output is shown in another form. Where a step or a target failed, the post"
        " is not published.",
        "Mend the plugin that the message names, or take it out.",
    ),
    FindingKind(
        "publish",
        "stop",
        "What was built cannot be brought to its readers; what they have stands.",
        "Do what the message says; nothing is lost.",
    ),
    FindingKind(
        "removed-urls",
        "stop",
        "Addresses that were published would lead nowhere.",
        "Restore the posts, give others their addresses as `aliases:`, or allow it with `--allow-removed-urls`.",
    ),
    FindingKind(
        "run-order",
        "note",
        "Cells were not run from top to bottom, so that readers may get other results than you show.",
        "Restart the kernel and run all cells.",
    ),
    FindingKind(
        "script",
        "note",
        "An output loads a script from another server; feeds and readers without network access do not see it.",
        "Show a picture, too.",
    ),
    FindingKind(
        "search",
        "error",
        "The index that readers search could not be made.",
        "Install it with `pip install 'blogtools[search]'`, or set `search = false`.",
    ),
    FindingKind(
        "secret",
        "error",
        "Readers would see what looks like a password or a key.",
        "Give the cell the tag `redact`, or take it out; then make the key invalid, for it may be known already.",
    ),
    FindingKind(
        "settings",
        "stop",
        "The settings of the blog cannot be used.",
        "Correct the key that the message names.",
    ),
    FindingKind(
        "slug",
        "warning",
        "The `slug:` makes an address that is hard to read, to type or to pass on.",
        "Use the one that the message proposes.",
    ),
    FindingKind(
        "snippet",
        "error",
        "A cell has a name that no snippet can have, or that another cell has. Of two labels that are the same, it is a"
        " warning.",
        "Use letters, digits, hyphens and underscores; give each cell a name of its own.",
    ),
    FindingKind(
        "static",
        "warning",
        "A file of `static/` is not copied, because it leads out of the folder or cannot be read (an error).",
        "Put the file itself there.",
    ),
    FindingKind(
        "template",
        "stop",
        "A template of the theme or of the blog does not work.",
        "Correct the line that the message names.",
    ),
    FindingKind(
        "too-large",
        "stop",
        "The notebook is too large for a page that follows every key in JupyterLab.",
        "Clear outputs, or use `blogtools convert`, which has no limit.",
    ),
    FindingKind(
        "unfinished",
        "warning",
        "The text has a mark such as `TODO`, which you left where something was to be written.",
        "Write what is missing, or take the mark out.",
    ),
    FindingKind(
        "unknown-output",
        "warning",
        "An output is of a type that no page can show.",
        "Display it as text, HTML or a picture, too; or use a plugin that knows the type.",
    ),
    FindingKind(
        "untrusted-plugins",
        "note",
        "The page in JupyterLab is made without the plugins of the blog's own folder, since they are code.",
        "Read them; then start JupyterLab with the blog's folder in `BLOGTOOLS_TRUSTED`.",
    ),
    FindingKind(
        "usage",
        "stop",
        "A command was called in a way that cannot work.",
        "See `blogtools COMMAND --help`.",
    ),
    FindingKind(
        "write",
        "stop",
        "A file of the result cannot be written.",
        "Look at the rights of the folder, and at the space on the disk.",
    ),
)
FINDING_KINDS: dict[str, FindingKind] = {kind.slug: kind for kind in _TABLE}
"""By slug, sorted. An error and a finding of the same slug (such as `notebook`) are one kind."""
