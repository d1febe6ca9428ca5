"""Every kind of finding and of error: its meaning and its remedy. The guide is generated from this table."""

from __future__ import annotations

from typing import Literal

import msgspec


class FindingKind(msgspec.Struct, frozen=True):
    """A kind of finding."""

    slug: str
    """Stable name: in brackets after each finding, in `--json`, in the setting `findings` and in tags `ok:SLUG`."""
    severity: Literal["note", "warning", "error", "stop"]
    """Level unless the settings change it; `stop` keeps the post (or everything) from being published."""
    meaning: str
    remedy: str


_TABLE = (
    FindingKind(
        "address-taken",
        "warning",
        "A file in `static/`, or one that a post links to, has the path of a page that the blog generates, such as a"
        " list of posts.",
        "Rename the file.",
    ),
    FindingKind(
        "alias",
        "error",
        "An entry in `aliases:` is not a valid path on this site, is too long, or is in the place of another page. The"
        " same with a former address of the post is a warning.",
        "Write it as `/old/address/`. If two posts list the same alias, remove it from one of them.",
    ),
    FindingKind(
        "broken-link",
        "warning",
        "A link leads nowhere: to a notebook that is not published, to a page, file or anchor that the site does not"
        " have, to a file of your machine, or out of the blog. Or a post embeds a cell from a notebook that is not"
        " published.",
        "Correct the link, publish what it leads to, or remove it. URLs of other sites are not checked.",
    ),
    FindingKind(
        "broken-output",
        "warning",
        "The data of an output does not match its declared type, for example because an image is truncated.",
        "Run the cell again and save the notebook.",
    ),
    FindingKind(
        "cell-options",
        "warning",
        "Lines that begin with `#|` are not valid YAML, or an option or a tag looks misspelled. If `redact` may be"
        " meant, the post is held back.",
        "Write `#| name: value`, and quote values that contain special characters. Correct the name.",
    ),
    FindingKind(
        "date",
        "warning",
        "A post was updated before its date. That a post has no date, so that it comes last in lists and stands in no"
        " archive and no feed, is a note of `convert`.",
        "Add `date:` to the metadata, or correct it.",
    ),
    FindingKind(
        "description",
        "note",
        "The description is longer than what search engines display.",
        "Shorten it, or put the essential part first.",
    ),
    FindingKind(
        "duplicate-slug",
        "stop",
        "Two posts have the same URL, or a post has that of a page that the blog generates, such as a list or a feed.",
        "Give one of them a different `slug:`.",
    ),
    FindingKind(
        "embed",
        "warning",
        "An `{{< embed … >}}` shortcode is invalid. A post that embeds a cell that does not exist is not published.",
        "Give the path of the notebook relative to this one, and the label of the cell.",
    ),
    FindingKind(
        "error",
        "stop",
        "An error that has no more specific kind.",
        "Follow the advice in the message.",
    ),
    FindingKind(
        "external",
        "note",
        "The post has an image, a frame, a player or another file of another server. The page does not load it: a box"
        " stands there, and a reader who clicks it loads the file. Backgrounds and style sheets of other servers are"
        " left out.",
        "Put the file beside the notebook. Or tag the cell `load-external`, or set `load_external = true` for the whole"
        " blog; then other servers learn of everyone who reads the page.",
    ),
    FindingKind(
        "foreign-file",
        "stop",
        "A file of the site would replace one that blogtools did not write, so it is not written. Other such files in"
        " the folder stay (a note).",
        "Move that file away, choose another folder, or replace it with `--adopt`.",
    ),
    FindingKind(
        "formula",
        "warning",
        "A formula uses TeX that cannot be converted to MathML, so readers see its source.",
        "Rewrite it with other commands, or use an image.",
    ),
    FindingKind(
        "front-matter",
        "warning",
        "A metadata key looks misspelled, or its value is questionable. A post with an invalid value is not published,"
        " nor is one with a key that is almost `draft`, `date` or another name of these.",
        "Correct the line that the message points to.",
    ),
    FindingKind(
        "image",
        "warning",
        "The file named by `image:` is not an image format that other sites can display.",
        "Use a PNG, JPEG, GIF or WebP file.",
    ),
    FindingKind(
        "import",
        "warning",
        "Part of an imported file has no equivalent in a notebook and was copied as is.",
        "Review the line that the message points to.",
    ),
    FindingKind(
        "interactive-output",
        "warning",
        "A figure or widget that needs JavaScript is replaced by a simpler form.",
        "Save a static image with the figure, or save the notebook with its widget state.",
    ),
    FindingKind(
        "internal-error",
        "stop",
        "A bug in blogtools prevented a post or file from being built. All others were built, and the last good"
        " version of the page is kept.",
        "Please report it with the traceback that `--debug` prints and, if you can share it, the notebook.",
    ),
    FindingKind(
        "kernel",
        "stop",
        "The code of a snippet did not run to completion.",
        "Read the error that the code raised, and make sure that the kernel is installed.",
    ),
    FindingKind(
        "machine-path",
        "warning",
        "An output shows a path on your machine, which can reveal your user name.",
        "Use relative paths and run the cell again. To hide Python warnings, add `#| warning: false`.",
    ),
    FindingKind(
        "missing-alt",
        "note",
        "An image has no alternative text.",
        "Write it between the brackets of `![…](…)`, or start the cell with `#| fig-alt: description`.",
    ),
    FindingKind(
        "missing-file",
        "warning",
        "A file that the post or an output refers to does not exist, cannot be read, or is not published because it is"
        " outside the blog's folder, hidden, or holds a key.",
        "Correct the path. It is relative to the notebook's folder, and case matters.",
    ),
    FindingKind(
        "no-posts",
        "stop",
        "There is no notebook where posts are looked for. What was written before stays.",
        "Run the command in the blog's folder, or name a folder with notebooks.",
    ),
    FindingKind(
        "notebook",
        "warning",
        "Part of the file does not follow the notebook format and was read as well as possible. A file that is not a"
        " notebook at all is not published, nor is one that cannot be read or is a link that leads out of the blog.",
        "Open it in JupyterLab and save it again. In place of a link, put the notebook or folder itself.",
    ),
    FindingKind(
        "plugin",
        "error",
        "A plugin raised an exception. If an output plugin failed, the output is shown in another form; if a step or"
        " a target failed, the post is not published.",
        "Fix the plugin that the message names, or remove it.",
    ),
    FindingKind(
        "publish",
        "stop",
        "The site could not be published. The published version is unchanged.",
        "Follow the advice in the message. Nothing is lost.",
    ),
    FindingKind(
        "redact",
        "warning",
        "A cell is marked with `redact`, but nothing in it looks like a password, a key or a token, so that nothing was"
        " masked.",
        "Replace by hand what nobody should see, or remove the mark.",
    ),
    FindingKind(
        "removed-urls",
        "stop",
        "URLs that were published before would no longer lead anywhere.",
        "Restore the posts, add the old URLs to the `aliases:` of other posts, or confirm with `--allow-removed-urls`.",
    ),
    FindingKind(
        "run-order",
        "note",
        "The cells were not run from top to bottom, so readers who run them may get different results.",
        "Restart the kernel and run all cells.",
    ),
    FindingKind(
        "script",
        "note",
        "An output loads a script from another server. It waits for a reader's click, and does not work in feeds or"
        " offline.",
        "Save a static image with the output. To load the script with the page, tag the cell `load-external`.",
    ),
    FindingKind(
        "search",
        "error",
        "The search index could not be built. On a machine where Pagefind does not run, this is a note, and pages"
        " have no search.",
        "Install Pagefind with `pip install 'pagefind[bin]'`, or set `search = false`.",
    ),
    FindingKind(
        "secret",
        "error",
        "Readers would see what looks like a password or an API key. The page is withheld: the last good one stays, and"
        " nothing is published.",
        "Remove it, or tag the cell `redact`. Then revoke the key: it may already have leaked. If it is none, tag the"
        " cell `ok:secret`.",
    ),
    FindingKind(
        "settings",
        "stop",
        "The blog's settings are invalid.",
        "Correct the key that the message names.",
    ),
    FindingKind(
        "slug",
        "warning",
        "The `slug:` makes a URL that is hard to read, type or share.",
        "Use the slug that the message suggests.",
    ),
    FindingKind(
        "snippet",
        "error",
        "A snippet name is invalid, or another cell has the same name. For two cells with the same label, it is a"
        " warning.",
        "Use letters, digits, hyphens and underscores, and give each cell its own name.",
    ),
    FindingKind(
        "static",
        "warning",
        "A file in `static/` is not copied because it is a link that leads outside the folder, or because it cannot"
        " be read (an error).",
        "Put the file itself there.",
    ),
    FindingKind(
        "style",
        "warning",
        "The CSS of an output or a cell applies to that output or cell only. Rules that act on the whole page, such as"
        " `@import` and `@font-face`, are left out.",
        "Put them into a `<style>` in the block `head` of your `templates/base.html.j2`.",
    ),
    FindingKind(
        "template",
        "stop",
        "A template of the theme or of the blog is broken.",
        "Correct the line that the message points to.",
    ),
    FindingKind(
        "too-large",
        "stop",
        "The notebook is too large for the live preview in JupyterLab.",
        "Clear some outputs, or use `blogtools convert`, which has no limit.",
    ),
    FindingKind(
        "unfinished",
        "warning",
        "The text contains a placeholder such as `TODO`.",
        "Write the missing text, or remove the placeholder.",
    ),
    FindingKind(
        "unknown-output",
        "warning",
        "An output has a type that cannot be shown on a page.",
        "Also display it as text, HTML or an image, or use a plugin that handles the type.",
    ),
    FindingKind(
        "untrusted-plugins",
        "note",
        "JupyterLab's preview does not run the plugins in the blog's own folder, because plugins are code.",
        "Review them, then start JupyterLab with the blog's folder in `BLOGTOOLS_TRUSTED`.",
    ),
    FindingKind(
        "usage",
        "stop",
        "A command was called with invalid arguments.",
        "See `blogtools COMMAND --help`.",
    ),
    FindingKind(
        "waiting",
        "note",
        "A diary has headings with a date in the future. Their sections are left out of the page, of lists and feeds"
        " until that day.",
        "Nothing, if that is meant. If the date is not that of an entry, put another word before it.",
    ),
    FindingKind(
        "write",
        "stop",
        "An output file could not be written.",
        "Check the folder's permissions and the free disk space.",
    ),
)
FINDING_KINDS: dict[str, FindingKind] = {kind.slug: kind for kind in _TABLE}
"""By slug, sorted. Two degrees of one problem (a `notebook` that is malformed, or is none) are one kind."""
