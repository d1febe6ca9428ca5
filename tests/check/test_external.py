"""Links to other sites: what is asked, how, and what the answers mean. The sites are a real server on this machine."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from blogtools.build.check import CheckReport, check
from blogtools.build.pipeline import convert
from blogtools.check.external import cache as cache_module
from blogtools.check.external import client
from blogtools.check.external.links import outside_links
from blogtools.check.external.sender import Pace
from blogtools.config import find_blog
from tests.checking import code, make_post
from tests.conftest import Run, WriteNotebook

Answer = tuple[int, dict[str, str]]
PACE = Pace(delay=0, timeout=1, backoff=0.01)


class Web(ThreadingHTTPServer):
    """A site whose every path behaves as its name says; it remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.asked: list[tuple[str, str]] = []
        self.times: list[float] = []
        self.now = self.most = 0
        self.agents: set[str] = set()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: Any) -> None:
        """A client that goes away is no error."""


class Handler(BaseHTTPRequestHandler):
    """Answers by path."""

    server: Web
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        """HEAD."""
        self.reply("HEAD")

    def do_GET(self) -> None:
        """GET."""
        self.reply("GET")

    def reply(self, method: str) -> None:
        """Answer as the path says."""
        with self.server.lock:
            self.server.asked.append((method, self.path))
            self.server.times.append(time.monotonic())
            self.server.agents.add(self.headers["User-Agent"])
            number = self.server.asked.count((method, self.path))
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        try:
            self.say(method, number)
        finally:
            with self.server.lock:
                self.server.now -= 1

    def say(self, method: str, number: int) -> None:
        """Send the answer to the request with a number, of those with its method and path."""
        name, _, rest = self.path[1:].partition("?")[0].partition("/")
        if name == "drop" or (name == "drop-head" and method == "HEAD"):
            self.close_connection = True
            return
        if name in ("slow", "drip"):
            if name == "drip":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(30):
                time.sleep(0.1)
                if name == "drip":
                    self.wfile.write(b"X-Y: z\r\n")
        status, headers = self.answer(method, number, name, rest)
        body = b"" if method == "HEAD" or status == 304 else b"x" * 10_000
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def answer(self, method: str, number: int, name: str, rest: str) -> Answer:
        """Return status and headers."""
        if name == "busy":  # busy/STATUS/RETRY-AFTER: the first time only
            status, _, after = rest.partition("/")
            after = formatdate(time.time() + 1, usegmt=True) if after == "date" else after
            return (int(status), {"Retry-After": after} if after else {}) if number == 1 else (200, {})
        if name == "head":  # head/STATUS: by HEAD only
            return (int(rest), {}) if method == "HEAD" else (200, {})
        if name.isdecimal() and name.startswith("3"):  # STATUS/WHERE
            return int(name), {"Location": rest if ":" in rest else f"/{rest}"} if rest else {}
        time.sleep(0.02)
        return int(name) if name.isdecimal() else 200, {"Retry-After": rest} if rest else {}


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """The site; the pace is that of a test."""
    monkeypatch.setattr(client, "PACE", PACE)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    real = socket.getaddrinfo

    def look_up(host: Any, *args: Any, **more: Any) -> Any:
        if host in ("nobody.example", b"nobody.example"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if host in ("later.example", b"later.example"):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with Web() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def ask(web: Web, blog_folder: Path, write_notebook: WriteNotebook) -> Any:
    """Check a post of one link to each URL (paths are of the site); return slug, message and hint of the findings."""

    def ask(*urls: str) -> list[tuple[str, str, str]]:
        links = [f"- <{web.url if url.startswith('/') else ''}{url}>" for url in urls]
        write_notebook(blog_folder / "notebooks/a.ipynb", "\n".join(links))
        report = check(find_blog(blog_folder), external=True)
        return [(one.slug, one.message.replace(web.url, ""), one.hint.replace(web.url, "")) for one in outside(report)]

    return ask


def outside(report: CheckReport) -> list[Any]:
    """The findings of links."""
    assert report.errors == ()
    return [one for one in report.findings if "link" in one.slug]


FIX = "fix or remove the link"
LOOK = "open it in a browser; the setting `ignored_links` leaves it out"


@pytest.mark.parametrize(
    ("path", "expected", "methods"),
    [
        pytest.param("/ok", None, "HEAD", id="fine"),
        pytest.param("/204", None, "HEAD", id="no content"),
        pytest.param("/head/405", None, "HEAD GET", id="HEAD is not allowed"),
        pytest.param("/head/501", None, "HEAD GET", id="HEAD is not known"),
        pytest.param("/head/403", None, "HEAD GET", id="HEAD is forbidden"),
        pytest.param("/head/404", None, "HEAD GET", id="HEAD is not found"),
        pytest.param("/head/500", None, "HEAD GET", id="HEAD fails"),
        pytest.param("/drop-head", None, "HEAD GET", id="HEAD is dropped"),
        pytest.param("/404", ("broken-link", "answers 404 Not Found", FIX), "HEAD GET", id="not found"),
        pytest.param("/410", ("broken-link", "answers 410 Gone", FIX), "HEAD GET", id="gone"),
        pytest.param("/403", ("unchecked-link", "answers 403 Forbidden", LOOK), "HEAD GET", id="forbidden"),
        pytest.param("/401", ("unchecked-link", "answers 401 Unauthorized", LOOK), "HEAD GET", id="login"),
        pytest.param("/999", ("unchecked-link", "answers 999", LOOK), "HEAD GET", id="a status of its own"),
        pytest.param("/500", ("unchecked-link", "answers 500 Internal Server Error", LOOK), "HEAD GET", id="failure"),
        pytest.param("/busy/429/0", None, "HEAD HEAD", id="busy, again at once"),
        pytest.param("/busy/503/", None, "HEAD HEAD", id="busy without a time"),
        pytest.param("/busy/503/date", None, "HEAD HEAD", id="busy until a date"),
        pytest.param("/busy/429/soon", None, "HEAD HEAD", id="busy, in no known form"),
        pytest.param(
            "/429/0", ("unchecked-link", "answers 429 Too Many Requests", LOOK), "HEAD HEAD HEAD", id="always busy"
        ),
        pytest.param(
            "/429/86400", ("unchecked-link", "answers 429 Too Many Requests", LOOK), "HEAD", id="busy for a day"
        ),
        pytest.param("/slow", ("unchecked-link", "does not answer within 1 s", LOOK), "HEAD HEAD HEAD", id="slow"),
        pytest.param("/drip", ("unchecked-link", "does not answer within 1 s", LOOK), "HEAD HEAD HEAD", id="endless"),
        pytest.param(
            "/drop", ("unchecked-link", "does not answer as a web server does", LOOK), "HEAD GET", id="no answer"
        ),
    ],
)
def test_each_answer_has_its_meaning(
    ask: Any, web: Web, path: str, expected: tuple[str, str, str] | None, methods: str
) -> None:
    """Certain is only that nothing is there; GET is asked where HEAD may have been the problem."""
    found = ask(path)
    assert found == ([(expected[0], f"links to {path}, which {expected[1]}", expected[2])] if expected else [])
    assert [(method, path) for method in methods.split()] == web.asked


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("/301/ok", ("moved-link", "has moved for good", "link to /ok"), id="moved"),
        pytest.param("/308/301/ok", ("moved-link", "has moved for good", "link to /ok"), id="twice"),
        pytest.param("/301/302/ok", ("moved-link", "has moved for good", "link to /302/ok"), id="then for a while"),
        pytest.param("/302/ok", None, id="for a while"),
        pytest.param("/307/301/ok", None, id="for a while, then for good"),
        pytest.param("/301/404", ("broken-link", "answers 404 Not Found", FIX), id="to nothing"),
        pytest.param("/301/403", ("unchecked-link", "answers 403 Forbidden", LOOK), id="to what is forbidden"),
        pytest.param("/301/app://x", ("moved-link", "has moved for good", "link to app://x"), id="to an app"),
        pytest.param("/301", None, id="to nowhere"),
        pytest.param(
            "/302/http://nobody.example/",
            (
                "broken-link",
                "redirects to http://nobody.example/, which names a host that does not exist, nobody.example",
                FIX,
            ),
            id="to no host",
        ),
        pytest.param(
            "/302/http://[x",
            ("unchecked-link", "redirects to 'http://[x', which is no valid address", LOOK),
            id="to no address",
        ),
    ],
)
def test_redirects_are_followed(ask: Any, path: str, expected: tuple[str, str, str] | None) -> None:
    """A move for good is told with the new address, for as far as it is for good."""
    found = ask(path)
    assert found == ([(expected[0], f"links to {path}, which {expected[1]}", expected[2])] if expected else [])


def test_a_circle_ends(ask: Any, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in browsers, after some redirects."""
    monkeypatch.setattr(Handler, "answer", lambda *_: (302, {"Location": "/circle"}))
    assert ask("/circle")[0][1] == "links to /circle, which redirects more than 10 times"
    assert len(web.asked) == 11


def test_hosts_that_are_not_there(ask: Any, web: Web) -> None:
    """An unknown host is certain if others answer; one that cannot be looked up or reached now is not."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    urls = ("https://nobody.example/a", "http://later.example/b", f"http://127.0.0.1:{port}/c", "http://[x/d")
    nobody, later, refused, invalid = ask(*urls, "/ok")
    assert nobody == (
        "broken-link",
        "links to https://nobody.example/a, which names a host that does not exist, nobody.example",
        FIX,
    )
    told = "links to http://later.example/b, which names a host that cannot be looked up now, later.example"
    assert later == ("unchecked-link", told, LOOK)
    assert (refused[0], "which cannot be reached: " in refused[1]) == ("unchecked-link", True)
    assert invalid == ("broken-link", "links to http://[x/d, which is no valid address", FIX)
    # What is known of a good one helps while nothing new answers.
    assert ask("https://nobody.example/a")[0][0] == "broken-link"
    assert web.asked == [("HEAD", "/ok")] * 2


def test_without_a_network_nothing_is_certain(ask: Any) -> None:
    """Or a train ride would break all links."""
    ((slug, _, hint),) = ask("https://nobody.example/a")
    assert (slug, hint) == ("unchecked-link", "no server has answered: is this machine online?")


def test_a_host_that_does_not_answer_is_not_asked_for_all_of_its_pages(ask: Any, web: Web) -> None:
    """While one that does not have one of them is."""
    found = ask(*[f"/429/0/{number}" for number in range(9)])
    assert len(found) == 9
    assert len(web.asked) < PACE.tries + PACE.per_host
    web.asked.clear()
    assert len(ask("/404", "/410", "/500", "/ok")) == 3
    assert ("HEAD", "/ok") in web.asked


def test_each_url_is_asked_once_and_told_everywhere(web: Web, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """With cell and line, whatever its fragment; a cell can accept it, and settings leave it out."""
    bad = f"{web.url}/404"
    (blog_folder / "blogtools.toml").write_text(f'ignored_links = ["{web.url}/410*", "*/5?0"]\n')
    tagged = {"cell_type": "markdown", "source": f"<{bad}>", "metadata": {"tags": ["ok:broken-link"]}}
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        ("raw", f"---\ntitle: A\nsource: {bad}\n---"),
        f"[a]({bad}) and\n[b]({bad}#x) and\n[c][d]\n\n[d]: {bad}#y\n\n<p>\n<a\nhref='{bad}'>e</a></p>",
        tagged,
        f"<{web.url}/410/a> <{web.url}/500> <{web.url}/301/ok#part>",
    )
    write_notebook(blog_folder / "notebooks/b.ipynb", ("raw", f"<a href={bad}>x</a>"), "{{< embed a.ipynb#none >}}")
    write_notebook(blog_folder / "notebooks/b.ipynb", ("raw", f"\n<a href={bad}>x</a>"))
    found = outside(check(find_blog(blog_folder), external=True))
    places = [(one.where.file[10:], one.where.cell, one.where.line) for one in found if one.slug == "broken-link"]
    assert places == [
        ("a.ipynb", 1, 3),
        ("a.ipynb", 2, 1),
        ("a.ipynb", 2, 2),
        ("a.ipynb", 2, 3),
        ("a.ipynb", 2, 9),
        ("b.ipynb", 1, 2),
    ]
    assert [(one.slug, one.hint) for one in found if one.where.cell == 4] == [
        ("unchecked-link", LOOK),
        ("moved-link", f"link to {web.url}/ok#part"),
    ]
    assert Counter(web.asked)["HEAD", "/404"] == 1
    assert ("HEAD", "/410/a") not in web.asked
    assert all("blogtools/" in agent for agent in web.agents)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("[a](https://a.example/x)", id="link"),
        pytest.param("![a](https://a.example/x)", id="picture"),
        pytest.param("[![a](b.png)](https://a.example/x)", id="picture that is a link"),
        pytest.param("[a](//a.example/x)", id="without a scheme"),
        pytest.param("[a]( HTTPS://a.example/x )", id="in capitals"),
        pytest.param("A note[^1]\n\n[^1]: <https://a.example/x>", id="footnote"),
        pytest.param("a <a href=https://a.example/x>b</a>", id="HTML in a line"),
        pytest.param("<img srcset='b.png 1x, https://a.example/x 2x'>", id="srcset"),
        pytest.param("> [!NOTE]\n> [a](https://a.example/x)", id="callout"),
        pytest.param(code("#| fig-cap: '[a](https://a.example/x)'\nplot()"), id="caption"),
        pytest.param(("raw", "<a href='https://a.example/x'>b</a>"), id="raw cell"),
    ],
)
def test_links_are_found_wherever_an_author_writes_them(cell: Any) -> None:
    """Each with its place."""
    (link,) = outside_links(make_post("# A", cell), "")
    assert link.url.lower() == "https://a.example/x"
    assert (link.where.file, link.where.cell) == ("post.ipynb", 2)


def test_what_is_no_link_to_another_site() -> None:
    """Code, other schemes, the blog itself, hidden cells, raw cells of other formats."""
    latex = {"cell_type": "raw", "source": "<a href='https://a.example'>", "metadata": {"raw_mimetype": "text/latex"}}
    hidden = {"cell_type": "markdown", "source": "<https://a.example>", "metadata": {"tags": ["remove-cell"]}}
    post = make_post(
        "# A\n\n`https://a.example` mailto:a@b.example <mailto:a@b.example> [a](ftp://a.example) [b](c.ipynb) [d](/e/)"
        " [f](#g) <https://me.example/blog/x>\n\n    <https://a.example>",
        code("'https://a.example'"),
        latex,
        hidden,
    )
    assert outside_links(post, "https://me.example/blog/") == ()
    assert [link.url for link in outside_links(post, "https://me.example/other/")] == ["https://me.example/blog/x"]


def test_good_answers_are_kept_for_a_week(
    ask: Any, web: Web, blog_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bad ones are asked each time; a damaged file is as good as none."""
    paths = ("/ok", "/301/ok", "/404", "/403")
    first = ask(*paths)
    web.asked.clear()
    assert ask(*paths) == first
    assert {path for _, path in web.asked} == {"/404", "/403"}
    file = blog_folder / ".blogtools" / cache_module.FILE
    assert [path.name for path in file.parent.iterdir() if "part" in path.name] == []
    for damage in (b"", b"{", b"[]", file.read_bytes().replace(b'"ok"', b'"fine"')):
        file.write_bytes(damage)
        web.asked.clear()
        assert ask(*paths) == first
        assert ("HEAD", "/ok") in web.asked
    now = time.time()
    for later, again in ((cache_module.GOOD_FOR - 60, False), (cache_module.GOOD_FOR + 60, True), (-3600, True)):
        ask("/ok")
        monkeypatch.setattr(cache_module.time, "time", lambda later=later: now + later)
        web.asked.clear()
        ask("/ok")
        assert (("HEAD", "/ok") in web.asked) is again
        monkeypatch.undo()
        monkeypatch.setattr(client, "PACE", PACE)
        monkeypatch.chdir(blog_folder)


def test_a_cache_that_cannot_be_written_is_told(ask: Any, blog_folder: Path) -> None:
    """And costs nothing else."""
    (blog_folder / ".blogtools").write_text("")
    assert ask("https://nobody.example")[0][0] == "unchecked-link"
    report = check(find_blog(blog_folder), external=True)
    (note,) = [one for one in report.findings if one.slug == "write"]
    assert (note.severity, "outside-links.json cannot be written" in note.message) == ("note", True)


def test_a_host_is_asked_politely(ask: Any, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more at once than its share, and with time between two."""
    monkeypatch.setattr(client, "PACE", Pace(delay=0.05, per_host=2, timeout=5))
    assert ask(*[f"/ok?{number}" for number in range(12)]) == []
    assert len(web.asked) == 12
    assert web.most <= 2
    starts = sorted(web.times)
    # Of the whole, since a single thread of the server may be late.
    assert starts[-1] - starts[0] > 11 * 0.05 * 0.8


def test_convert_asks_nobody(
    web: Web, blog_folder: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does a check without the option; neither loads what asks."""
    write_notebook(blog_folder / "notebooks/a.ipynb", f"<{web.url}/404>")
    monkeypatch.setattr(client, "ask_all", None)
    assert convert(find_blog(blog_folder)).findings == ()
    assert check(find_blog(blog_folder)).findings == ()
    program = (
        "import sys\nfrom blogtools.cli import main\n"
        "try:\n    main(['check'])\nexcept SystemExit:\n    pass\nsys.exit('httpx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=blog_folder, check=False).returncode == 0
    assert web.asked == []


def test_the_command_tells_all_of_it(run: Run, web: Web, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """In every format; a level of the settings makes it an error."""
    write_notebook(blog_folder / "notebooks/a.ipynb", f"# A\n\n[x]({web.url}/404)")
    status, out, err = run("check", "--external")
    assert (status, err) == (0, "")
    assert f"  warning  cell 1, line 3: links to {web.url}/404, which answers 404 Not Found ({FIX})" in out
    assert "1 post checked in " in out.splitlines()[-1]
    (blog_folder / "blogtools.toml").write_text('[findings]\nbroken-link = "error"\n')
    status, out, _ = run("check", "--external", "--format", "github")
    assert (status, out.startswith("::error file=notebooks/a.ipynb,line=1,title=blogtools%3A broken-link::")) == (
        1,
        True,
    )


def test_within_a_loop_as_a_notebook_has_it(ask: Any) -> None:
    """`Blog.check(external=True)` in a cell."""
    import asyncio

    async def cell() -> Any:
        return ask("/404")

    assert asyncio.run(cell())[0][0] == "broken-link"


@pytest.mark.skipif(os.name == "nt", reason="there, programs are interrupted by other means")
def test_ctrl_c_ends_it_at_once_and_keeps_what_is_known(
    web: Web, blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """Without a traceback."""
    links = [f"<{web.url}/{path}>" for path in ("ok", *(f"slow?{number}" for number in range(20)))]
    write_notebook(blog_folder / "notebooks/a.ipynb", "\n".join(links))
    # A shell that starts the tests in the background has turned Ctrl-C off for all that they start.
    program = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    program += "from blogtools.cli import main; main(['check', '--external'])"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=blog_folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    give_up = time.monotonic() + 60
    while ("HEAD", "/slow?1") not in web.asked and time.monotonic() < give_up:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err.strip()) == (1, "", "Aborted!")
    known = json.loads((blog_folder / ".blogtools" / cache_module.FILE).read_bytes())
    assert [*known] == [f"{web.url}/ok"]
