"""Marks of other tools that are filled: one row for each, with its dialect, its name and an example."""

from __future__ import annotations

FILLED: tuple[tuple[str, str, str], ...] = (
    ("Quarto", "video", "{{< video https://youtu.be/wo9vZccmqwc >}}"),
    ("Quarto", "value of front matter", "{{< meta title >}}"),
    ("Quarto", "value of `_variables.yml`", "{{< var a.b >}}"),
    ("Quarto", "page break", "{{< pagebreak >}}"),
    ("Quarto", "keys", "{{< kbd Ctrl+C >}}"),
    ("Quarto", "icon, whose title is shown", '{{< fa star title="Star" >}}'),
    ("Hugo", "video of YouTube", "{{< youtube wo9vZccmqwc >}}"),
    ("Hugo", "video of Vimeo", "{{< vimeo 55073825 >}}"),
    ("Hugo", "figure", '{{< figure src="a.png" >}}'),
    ("Hugo", "block of code", "{{< highlight go >}}\nx\n{{< /highlight >}}"),
    ("Hugo", "folded part", "{{< details >}}\nx\n{{< /details >}}"),
    ("Hugo", "gist, as a link", "{{< gist me abc >}}"),
    ("Hugo", "post of X, as a link", '{{< x user="me" id="1" >}}'),
    ("fastpages", "video", "> youtube: https://youtu.be/wo9vZccmqwc"),
    ("MyST", "frame with a video", "```{iframe} https://youtu.be/wo9vZccmqwc\n```"),
    ("MyST", "substitution", "{{ name }}"),
    ("Jekyll", "base address, which is left out", "{{ site.baseurl }}"),
    ("Jekyll", "value of front matter", "{{ page.title }}"),
    ("Jekyll", "literal text", "{% raw %}a{% endraw %}"),
    ("Jekyll", "block of code", "{% highlight go %}\nx\n{% endhighlight %}"),
    ("Jekyll", "included video", '{% include youtube.html id="wo9vZccmqwc" %}'),
    (
        "X, Bluesky, Mastodon",
        "script beside a quoted post",
        '<blockquote class="twitter-tweet">a</blockquote><script src="https://platform.twitter.com/widgets.js"></script>',
    ),
    ("blogtools", "own shortcode (`templates/shortcodes/box.html.j2`)", "{{< box a kind=b >}}"),
)

INCLUDED: tuple[tuple[str, str, str], ...] = (
    ("Quarto", "included file", "{{< include _part.md >}}"),
    ("MyST", "included file", "```{include} _part.md\n```"),
    ("MyST", "included code", "```{literalinclude} part.py\n:lines: 1-2\n```"),
    ("MkDocs", "included file or a part of it", '--8<-- "_part.md:1:2"'),
    ("Jekyll", "included file that is plain text", "{% include_relative _part.md %}"),
)
"""Marks in whose place stands the text of a file."""
