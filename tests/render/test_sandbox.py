"""Templates cannot leave what they are given: attempts that are known from attacks on template engines."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import jinja2
import pytest
from markupsafe import Markup

from blogtools.config import Settings
from blogtools.errors import TemplateError
from blogtools.render.theme.environment import Theme

ESCAPES = (
    "{{ cycler.__init__.__globals__.os.system('touch pwned') }}",
    "{{ joiner.__init__.__globals__['os'].system('touch pwned') }}",
    "{{ namespace.__init__.__globals__.os.popen('touch pwned').read() }}",
    "{{ lipsum.__globals__['os'].system('touch pwned') }}",
    "{{ lipsum['__globals__'] }}",
    "{{ lipsum|attr('__globals__') }}",
    "{{ dict.mro() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ ['']|map('attr', '__class__')|list|first }}",
    "{{ [site]|map(attribute='__class__')|first }}",
    "{{ '{0.__class__.__mro__}'.format(site) }}",
    "{{ '{x.__class__}'.format_map({'x': site}) }}",
    "{{ ('{0.__class__}'|attr('format'))(site) }}",
    "{{ [''.format]|map('attr', '__self__')|list|first }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}",
    "{% for x in [1] %}{{ loop.__class__.__init__.__globals__ }}{% endfor %}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ site.__class__.__base__ }}",
    "{{ site.__struct_config__ }}",
    "{{ folder.parent.iterdir()|list }}",
    "{{ folder.read_text() }}",
    "{{ folder.joinpath('pwned').write_text('x') }}",
    "{{ function.__globals__ }}",
    "{{ function() }}",
    "{{ (1).__class__.__subclasses__() }}",
    "{{ [].append(1) }}",
    "{{ tags.append('more') }}",
    "{{ site.__setattr__('title', 'x') }}",
    "{% set x = cycler %}{{ x.__init__ }}",
    "{{ cycler('a', 'b').next.__func__.__globals__ }}",
    "{{ range(10000000)|list|length }}",
    "{% include '../secret.txt' %}",
    "{% extends folder %}",
    "{% import 'os' as os %}",
    "{{ html.unescape.__globals__ }}",
    "{{ html.escape.__func__ }}",
)


@pytest.mark.parametrize("source", ESCAPES)
def test_no_template_reaches_out(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each attempt is an error of the template, and has changed nothing."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("secret")
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "try.html.j2").write_text(source)
    tags = ["one"]
    values = {"folder": tmp_path / "secret.txt", "function": (tmp_path / "pwned").touch, "tags": tags}
    with pytest.raises(TemplateError):
        Theme(Settings(), (templates,)).page("try.html.j2", "", html=Markup("<b>"), **values)
    assert {"secret.txt", "templates"} == {path.name for path in tmp_path.iterdir()}
    assert ["one"] == tags


USES = (
    ("{{ site.title }}|{{ site.home }}", "A blog|https://x.example/"),
    ("{{ words.split()[0].upper() }}", "ONE"),
    ("{{ '{:>5}'.format(3) }}", "    3"),
    ("{{ '%s!' % words }}", "one two!"),
    (
        "{% for x in [1, 2] %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{{ loop.changed(x) }}{% endfor %}",
        "1aTrue2bTrue",
    ),
    ("{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.current }}", "aba"),
    ("{% set j = joiner(',') %}{{ j() }}x{{ j() }}y", "x,y"),
    ("{% set n = namespace(x=1) %}{% set n.x = 2 %}{{ n.x }}", "2"),
    ("{% macro m(x) %}<{{ x }}{{ caller() }}>{% endmacro %}{% call m('y') %}z{% endcall %}", "<yz>"),
    ("{% block b %}in{% endblock %}{{ self.b() }}", "inin"),
    ("{{ day.isoformat() }} {{ day.year }} {{ day.strftime('%d') }}", "2026-05-01 2026 01"),
    ("{{ dict(a=1).items()|list }} {{ range(3)|list }}", "[(&#39;a&#39;, 1)] [0, 1, 2]"),
    ("{{ posts|groupby('year')|map('first')|list }} {{ posts|map(attribute='year')|sum }}", "[2025, 2026] 4051"),
    ("{{ html }}{{ html.striptags() }}", "<b>b</b>b"),
    ("{{ lipsum(n=1)|length > 9 }}", "True"),
)


@pytest.mark.parametrize(("source", "expected"), USES)
def test_templates_do_what_templates_do(source: str, expected: str, tmp_path: Path) -> None:
    """Data, loops, macros, blocks and the functions that Jinja2's documentation names."""
    (tmp_path / "try.html.j2").write_text(source)
    values = {
        "words": "one two",
        "day": dt.date(2026, 5, 1),
        "posts": [{"year": 2025}, {"year": 2026}],
        "html": Markup("<b>b</b>"),
    }
    settings = Settings(title="A blog", base_url="https://x.example")
    assert expected == Theme(settings, (tmp_path,)).page("try.html.j2", "", **values)


def test_a_forbidden_attribute_is_named_with_its_place(tmp_path: Path) -> None:
    """The line of the template, and the attribute."""
    (tmp_path / "try.html.j2").write_text("fine\n{{ site.__class__.__base__ }}")
    with pytest.raises(TemplateError) as caught:
        Theme(Settings(), (tmp_path,)).page("try.html.j2", "")
    assert isinstance(caught.value.__cause__, jinja2.TemplateError)
    assert "__class__" in str(caught.value)
    assert 2 == caught.value.where.line
