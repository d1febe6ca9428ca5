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
        "Correct the link, publish what it leads to, or remove it. URLs of other sites are checked by"
        " `blogtools check --external` alone.",
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
        "citation",
        "warning",
        "The post cites something that its bibliography does not have; or a bibliography, an entry of it or a style"
        " is missing or cannot be read; or what formats citations is not installed.",
        "Correct the key or the entry that the message names, or install `blogtools[citations]`.",
    ),
    FindingKind(
        "contrast",
        "note",
        "The `style` of an element sets the colors of its text and its background, and the contrast of the two is"
        " lower than WCAG 2.2 asks for: 4.5, or 3 for large text.",
        "Make the text darker or the background lighter, or the reverse.",
    ),
    FindingKind(
        "crossref",
        "warning",
        "A reference such as `@fig-a` or `` {ref}`a` `` leads to nothing, or two things of a post have one label.",
        "Correct the reference, or give the label to what it means: `{#fig-a}`, `#| label: fig-a`, `:name: fig-a`.",
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
        "diagram",
        "warning",
        "A Mermaid or Graphviz diagram is shown as code: its source has an error, it is too large, or nothing that"
        " draws it is installed, which is a note.",
        "Correct the line that the message names, or install `blogtools[diagrams]`.",
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
        "foreign-mark",
        "warning",
        "A mark of another tool, such as Quarto, is shown to readers as it is written. If it only has no effect,"
        " that is a note.",
        "Say it in Markdown or HTML, or remove it. If the text is meant as it is, put it in backticks.",
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
        "headings",
        "note",
        "The headings are no outline of the page, by which readers with a screen reader find their way: one skips"
        " a level, has no text, or is `<h1>`, which is the title's. What is wrong again and again is reported"
        " once, at its first place.",
        "Go down one level at a time, and write headings with `#`.",
    ),
    FindingKind(
        "hidden",
        "warning",
        "A mark of another tool may hide something that readers see here. Where it surely does, but it is not known how"
        " much it hides, the post is held back.",
        "Put what nobody should see into a cell with the tag `remove-cell`, or remove the mark.",
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
        "include",
        "warning",
        "A file that a cell includes is missing, may not be published, is no text, includes itself, or has not the part"
        " that is named. Nothing is in its place.",
        "Correct the path, which is relative to the notebook, or the part. Only files inside the blog are included.",
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
        "large-picture",
        "note",
        "A picture has more than 500 kB, and many more pixels than any screen shows of it.",
        "Save it in the size that the message names, or as WebP. For plots, lower the resolution (`dpi`).",
    ),
    FindingKind(
        "link-text",
        "note",
        "The text of a link does not say where it leads, such as “here” or “read more”, or there is none. A"
        " screen reader lists the links of a page without the text around them.",
        "Let the text of the link name its target: `[the documentation](…)`, not `[here](…)`.",
    ),
    FindingKind(
        "machine-path",
        "warning",
        "An output shows a path on your machine, which can reveal a name. A home directory in a source is a note,"
        " and so is a path that reveals none.",
        "Use relative paths and run the cell again. To hide Python warnings, add `#| warning: false`.",
    ),
    FindingKind(
        "missing-alt",
        "note",
        "An image has no alternative text.",
        "Write it between the brackets of `![…](…)`, or start the cell with `#| fig-alt: description`. Where the code"
        " names the title and the axes of a plot, the message and JupyterLab's panel offer a draft.",
    ),
    FindingKind(
        "missing-file",
        "warning",
        "A file that the post or an output refers to does not exist, cannot be read, or is not published because it is"
        " outside the blog's folder, hidden, or holds a key.",
        "Correct the path. It is relative to the notebook's folder, and case matters.",
    ),
    FindingKind(
        "moved-link",
        "note",
        "A page of another site has moved for good, and its old URL redirects to the new one.",
        "Link to the new URL, which the hint names.",
    ),
    FindingKind(
        "no-posts",
        "stop",
        "There is no notebook where posts are looked for. What was written before stays.",
        "Run the command in the blog's folder, or name a folder with notebooks.",
    ),
    FindingKind(
        "not-imported",
        "warning",
        "Files among the notebooks are posts of another form: Quarto's `.qmd`, notebooks of MyST or Jupytext as text,"
        " Markdown whose front matter has no title. They are not published.",
        "Give Markdown a `title:`. Make notebooks of others with `blogtools import`, or keep them in another folder.",
    ),
    FindingKind(
        "not-published",
        "note",
        "A notebook is not a post, because its owner keeps it from readers: its name, or that of a folder, begins with"
        " `_`; `render` in `_quarto.yml` leaves it out; or no post of a blog of Pelican shows it, or only as a part of"
        " its text. Or Markdown is not a post: it has no front matter with a title, a notebook of its name is beside"
        " it, or it is a README, a page, or what another generator made from a notebook.",
        "Nothing, if that is meant. Otherwise rename it, list it, or name it to `blogtools convert`.",
    ),
    FindingKind(
        "notebook",
        "warning",
        "Part of the file does not follow the notebook format and was read as well as possible. A file that is not a"
        " notebook at all, or Markdown that is not UTF-8, is not published, nor is one that cannot be read or is a link"
        " that leads out of the blog.",
        "Open it in JupyterLab and save it again. In place of a link, put the notebook or folder itself.",
    ),
    FindingKind(
        "old-address",
        "warning",
        "No page and no redirect answers an address that the setting `old_addresses` lists. A note counts all of them.",
        "Add the address to `aliases:` of the post that readers should see there, choose a `permalink` that gives posts"
        " their old addresses, or remove it from the list.",
    ),
    FindingKind(
        "page-weight",
        "note",
        "A page is heavier than the setting `page_weight` allows, in bytes, with the pictures on it. Videos,"
        " linked files and scripts that pages share do not count.",
        "Make the parts smaller that the message names: save pictures with fewer pixels, show the first rows of a"
        " table.",
    ),
    FindingKind(
        "plugin",
        "error",
        "A plugin raised an exception. If an output plugin failed, the output is shown in another form; if a step or"
        " a target failed, the post is not published.",
        "Fix the plugin that the message names, or remove it.",
    ),
    FindingKind(
        "privacy",
        "note",
        "Something is not in the published copy that is in the notebook or in a file: what the rules in the setting"
        " `redact` replace, home directories, which become `~`, or where a photo was taken.",
        "Nothing, if that is meant. The setting `show_home` keeps home directories.",
    ),
    FindingKind(
        "private-data",
        "note",
        "An output shows an e-mail address, an address in a private network, or the name of a host in one.",
        "Nothing, if everybody may see it. Else remove it, or add a rule to the setting `redact`.",
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
        "The cells were not run from top to bottom, so readers who run them may get different results. Or outputs are"
        " older than those of a cell above, where the notebook says when cells were run.",
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
        "setup",
        "warning",
        "The settings of the generator that pages are converted for lack something that these need. Where no settings"
        " are in sight, that is a note of the first build.",
        "Put in the lines that `blogtools convert --to FORMAT --setup` prints.",
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
        "spelling",
        "note",
        "A word looks misspelled. That a post is not in English, which is the language that is checked, is told"
        " likewise.",
        "Correct it, or add it to the setting `words`.",
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
        "table-header",
        "note",
        "No cell of a table is a header, so that a screen reader cannot say what a number means. Tables that only"
        " arrange pictures or text are none of these.",
        'Name the columns in the first row; in HTML, write `<th>` for it, or `role="presentation"` on a table'
        " that has no data.",
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
        "traceback",
        "note",
        "A cell shows an error among its outputs.",
        "Correct the cell and run it again. If the error is meant, tag the cell `raises-exception`.",
    ),
    FindingKind(
        "unchecked-link",
        "note",
        "A link to another site could not be checked: its server refuses programs, is busy or does not answer.",
        "Open it in a browser. The setting `ignored_links` leaves out URLs that cannot be checked.",
    ),
    FindingKind(
        "unfinished",
        "warning",
        "The text, the title, the description or a caption contains a placeholder such as `TODO`. In a comment of code"
        " that readers see, it is a note.",
        "Write the missing text, or remove the placeholder.",
    ),
    FindingKind(
        "unknown-output",
        "warning",
        "An output has a type that cannot be shown on a page.",
        "Also display it as text, HTML or an image, or use a plugin that handles the type.",
    ),
    FindingKind(
        "untrusted-code",
        "note",
        "JupyterLab shows the page without the templates and plugins in the blog's own folder, because they are code"
        " that you have not trusted, or that has changed since.",
        "Read them, then trust the blog: with the button above the preview, or with `blogtools trust`.",
    ),
    FindingKind(
        "usage",
        "stop",
        "A command was called with invalid arguments.",
        "See `blogtools COMMAND --help`.",
    ),
    FindingKind(
        "vague-alt",
        "note",
        "The alternative text of an image is the name of a file, a word such as “image”, or the caption again.",
        'Write what the image shows. In HTML, `alt=""` marks an image as decoration.',
    ),
    FindingKind(
        "value",
        "warning",
        "The text has an expression whose value the notebook has not saved, such as `` `{python} x` ``, or that failed."
        " Readers see its code.",
        "Run it in JupyterLab with jupyterlab-myst, which saves the value, or write the value. blogtools runs nothing.",
    ),
    FindingKind(
        "waiting",
        "note",
        "A diary has headings with a date in the future. Their sections are left out of the page, of lists and feeds"
        " until that day.",
        "Nothing, if that is meant. If the date is not that of an entry, put another word before it.",
    ),
    FindingKind(
        "windows-name",
        "warning",
        "A file or folder of the blog has a name that does not work on Windows, where nobody could clone the"
        ' blog: a reserved one (`con`, `nul.txt`), one with `: * ? " < > |` or a dot or space at its end, or one'
        " that differs from another only in case or in how accents are encoded. A new post with such an address is"
        " not published; published addresses stay.",
        "Rename the file; the address of a post stays the same if you give it a `slug:`. For an address, choose"
        " another `slug:`.",
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
