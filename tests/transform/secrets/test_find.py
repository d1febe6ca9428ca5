"""What looks like a secret, and what only looks like one at first."""

from __future__ import annotations

import base64
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blogtools.transform.secrets.find import MASK, find_secrets, mask_secrets

LETTERS = "x9Kd2LmPq8RtVw3Yz5Bc7FgHj4NsAe6UiOoT1rXvMb0WnZaQeD"
KEY_BODY = "MIIEpAIBAAKCAQEA7bq2Kd9LmPq8RtVw3Yz5Bc7FgHj4NsAe6UiOoT1rXvMb0WnZ"
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
HEX48 = HASH[:48]
AWS = "Q3EGUZ7WKT5BNXLP"
UUID = "6f1c2b9e-8d3a-4c57-9b10-2e7f5a4d3c86"

PICTURE = "<img src='data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA'>"

HITS = [
    ("aws", "AKIA" + AWS, "an AWS access key id"),
    ("aws, temporary", "ASIA" + AWS, "an AWS access key id"),
    ("github", f"ghp_{LETTERS[:36]}", "a GitHub token"),
    ("github, oauth", f"gho_{LETTERS[:36]}", "a GitHub token"),
    ("github, fine-grained", f"github_pat_{LETTERS[:22]}_{LETTERS}{LETTERS[:9]}", "a GitHub token"),
    ("gitlab", f"glpat-{LETTERS[:20]}", "a GitLab token"),
    ("slack", f"xoxb-730191371696-1413868247813-{LETTERS[:24]}", "a Slack token"),
    ("openai", f"sk-{LETTERS[:48]}", "an API key"),
    ("openai, project", f"sk-proj-{LETTERS}_-{LETTERS}", "an API key"),
    ("anthropic", f"sk-ant-api03-{LETTERS}-{LETTERS}AA", "an API key"),
    ("openrouter", f"sk-or-v1-{HASH}", "an API key"),
    ("google", f"AIza{LETTERS[:35]}", "a Google API key"),
    ("stripe", f"sk_live_{LETTERS[:24]}", "a Stripe key"),
    ("npm", f"npm_{LETTERS[:36]}", "an npm token"),
    ("pypi", f"pypi-AgEIcHlwaS5vcmcCJ{LETTERS}{LETTERS}", "a PyPI token"),
    ("hugging face", "hf_" + "QkTbXwLmVnRcYsPzDgHjFaUeOiWqMtNrKx", "a Hugging Face token"),
    ("jwt", f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3MzAxIn0.{LETTERS[:43]}", "a JSON Web Token"),
]


@pytest.mark.parametrize(("secret", "kind"), [hit[1:] for hit in HITS], ids=[hit[0] for hit in HITS])
@pytest.mark.parametrize(
    "around",
    [
        pytest.param("{}", id="alone"),
        pytest.param("a = '{}'  # b", id="code"),
        pytest.param("curl -H {}\n", id="shell"),
        pytest.param("<td>{}</td>", id="html"),
        pytest.param("a\\n{}\\n", id="after an escape"),
        pytest.param("(see {}).", id="prose"),
        pytest.param("\x1b[31m{}\x1b[0m", id="colored"),
        pytest.param("İ {}", id="after a capital without a small letter"),
    ],
)
def test_well_known_forms(secret: str, kind: str, around: str) -> None:
    """Found whole, and masked without a trace."""
    text = around.format(secret)
    assert [(text[one.start : one.end], one.kind) for one in find_secrets(text)] == [(secret, kind)]
    assert mask_secrets(text) == around.format(MASK)


@pytest.mark.parametrize(
    ("text", "secret", "kind"),
    [
        pytest.param(f'api_key = "{LETTERS[:20]}"', LETTERS[:20], "a value of `api_key`", id="api_key"),
        pytest.param(f"API_KEY={LETTERS[:32]}", LETTERS[:32], "a value of `API_KEY`", id="environment"),
        pytest.param(f"apikey: '{HASH[:32]}'", HASH[:32], "a value of `apikey`", id="hexadecimal api key"),
        pytest.param(f"openai.api_key: str = r'{LETTERS[:20]}'", LETTERS[:20], "a value of `api_key`", id="annotation"),
        pytest.param(
            f'os.environ["MY_SECRET"] = "{LETTERS[:20]}"', LETTERS[:20], "a value of `SECRET`", id="subscript"
        ),
        pytest.param(f'{{"client_secret": "{LETTERS[:20]}"}}', LETTERS[:20], "a value of `secret`", id="json"),
        pytest.param(
            rf"{{\"secretKey\": \"{LETTERS[:20]}\"}}", LETTERS[:20], "a value of `secretKey`", id="json in json"
        ),
        pytest.param('connect(password="tr0ub4dor&3")', "tr0ub4dor&3", "a password", id="password"),
        pytest.param("PASSWORD => 'Wq7#kd92LmX'", "Wq7#kd92LmX", "a password", id="arrow"),
        pytest.param("passwd: `Wq7kd92-LmX`", "Wq7kd92-LmX", "a password", id="markdown"),
        pytest.param(
            f"aws_secret_access_key = {LETTERS[:40]}", LETTERS[:40], "a value of `secret_access_key`", id="ini"
        ),
        pytest.param(f"access_token='{HASH[:40]}'", HASH[:40], "a value of `token`", id="hexadecimal token"),
        pytest.param(f"token: {LETTERS[:40]}\n", LETTERS[:40], "a value of `token`", id="yaml"),
        pytest.param(f"http://localhost:8888/lab?token={HEX48}", HEX48, "a token of Jupyter", id="jupyter"),
        pytest.param(f"Authorization: Bearer {LETTERS}", LETTERS, "a bearer token", id="bearer"),
        pytest.param("postgresql://bob:kd92LmX@db.example/x", "kd92LmX", "a password in a URL", id="url"),
        pytest.param("redis://:kd92LmX@localhost:6379", "kd92LmX", "a password in a URL", id="url without a user"),
        pytest.param(
            f"x\n-----BEGIN RSA PRIVATE KEY-----\n{KEY_BODY}\n{KEY_BODY}\n-----END RSA PRIVATE KEY-----\ny",
            f"-----BEGIN RSA PRIVATE KEY-----\n{KEY_BODY}\n{KEY_BODY}\n-----END RSA PRIVATE KEY-----",
            "a private key",
            id="private key",
        ),
        pytest.param(
            f'"-----BEGIN PRIVATE KEY-----\\n{KEY_BODY}\\n-----END PRIVATE KEY-----\\n"',
            f"-----BEGIN PRIVATE KEY-----\\n{KEY_BODY}\\n-----END PRIVATE KEY-----",
            "a private key",
            id="private key in json",
        ),
        pytest.param(
            f"-----BEGIN PRIVATE KEY-----\n{KEY_BODY}\n",
            f"-----BEGIN PRIVATE KEY-----\n{KEY_BODY}\n",
            "a private key",
            id="private key without an end",
        ),
    ],
)
def test_names_and_places(text: str, secret: str, kind: str) -> None:
    """What makes a value a secret is what stands before it."""
    assert [(text[one.start : one.end], one.kind) for one in find_secrets(text)] == [(secret, kind)]
    assert mask_secrets(text) == text.replace(secret, MASK)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("api_key = 'your-key-here'", id="your key"),
        pytest.param("api_key = 'xxxxxxxxxxxxxxxxxxxx'", id="x"),
        pytest.param("token: <token>", id="angle brackets"),
        pytest.param("token = os.environ['GITHUB_TOKEN_2']", id="environment"),
        pytest.param("password = os.getenv('PASSWORD', 'Wq7#kd92LmX')", id="getenv"),
        pytest.param("password='changeme123'", id="changeme"),
        pytest.param("password = 'example-Kd92LmX'", id="example"),
        pytest.param("password: '********'", id="stars"),
        pytest.param(f"password = '{MASK}'", id="masked"),
        pytest.param("password = getpass('Password: ')", id="getpass"),
        pytest.param("password_hash = '$2b$12$Kd92LmXWq7Kd92LmXWq7Kd'", id="hash of a password"),
        pytest.param("password = 'sha1:67c9e60bb8b6:9ffede0825894254b2e0'", id="hash of jupyter"),
        pytest.param("password = 'correct horse battery 1'", id="words"),
        pytest.param("f'password={password1}&token={tokens[12]}'", id="template"),
        pytest.param("token = tokenizer_with_special_tokens2(text)", id="call"),
        pytest.param("token=AutoTokenizer4Bert2Model.from_pretrained", id="attribute"),
        pytest.param("token: Qwen2TokenizerFast", id="class"),
        pytest.param("if token == 'x9Kd2LmPq8RtVw3Yz5':", id="comparison"),
        pytest.param("eos_token='<|endoftext|>'", id="special token"),
        pytest.param(f"'token': '{HASH[:32]}', 'next': ''", id="token of a data set"),
        pytest.param(f"token: {UUID}", id="uuid"),
        pytest.param(f"csrf_token = '{LETTERS[:32]}'", id="csrf"),
        pytest.param(f"sha256: {HASH} {UUID} commit {HASH[:40]}", id="hashes"),
        pytest.param("AKIAIOSFODNN7EXAMPLE", id="aws example"),
        pytest.param("AKIAXXXXXXXXXXXXXXXX", id="aws placeholder"),
        pytest.param("ghp_" + "x" * 36, id="github placeholder"),
        pytest.param(f"xghp_{LETTERS[:36]}", id="inside a word"),
        pytest.param("task-management-for-2024-and-Beyond-it", id="task-"),
        pytest.param("sk-learn-pipelines-and-column-transformers", id="sk-learn"),
        pytest.param("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", id="private key, left out"),
        pytest.param(f"-----BEGIN PUBLIC KEY-----\n{KEY_BODY}\n-----END PUBLIC KEY-----", id="public key"),
        pytest.param("postgresql://postgres:postgres@localhost/db", id="url of a database for trying"),
        pytest.param("https://user:password@example.com", id="url, example"),
        pytest.param("https://{user}:{key}@host", id="url, template"),
        pytest.param("see https://example.org/a:b and bob@example.org", id="url and address"),
        pytest.param("git@github.com:bob/blog.git", id="git address"),
        pytest.param("Bearer token_of_the_service_account", id="bearer of words"),
        pytest.param("max_tokens=4096, tokens: ['x9Kd2LmPq8RtVw3Yz5']", id="tokens"),
        pytest.param("The secret: a good night's sleep; the token: 'courage'.", id="prose"),
        pytest.param("Basic authorization, basic Mathematics and Basic Trigonometry", id="basic"),
        pytest.param("Basic " + base64.b64encode(b"no colon here").decode(), id="basic without a colon"),
        pytest.param("from task_manager import re_compile_everything_again_and_again_x", id="names"),
        pytest.param("<a href='?page=2&amp;sort=key&amp;token=next'>", id="short values in a URL"),
        pytest.param("https://fonts.example.net/css?family=Open+Sans:400,700&display=swap", id="fonts"),
        pytest.param("key = 'a3f5c8d2e1b4a7c6d9e8f1a2b3c4d5e6'", id="a key of what is not said"),
        pytest.param('{"key": "a3f5c8d2e1b4a7c6d9e8f1a2b3c4d5e6"}', id="a key of data"),
        pytest.param(
            "primary_key = 'a3f5c8d2e1b4a7c6d9e8'; foreign_key: 'a3f5c8d2e1b4a7c6d9e8'", id="keys of a database"
        ),
        pytest.param("mysql -u root -p shop; ssh -p 2222 ada@example.net", id="asked for"),
        pytest.param("curl -u $USER:$TOKEN https://example.net", id="variables of a shell"),
        pytest.param("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA8D8AAAAAAADwPw==", id="zeros in base64"),
        pytest.param(f"{'aB3/' * 9}+AEh{'aB3/' * 9}", id="a line of base64"),
        pytest.param("fig_size_of_everything_in_the_gallery_of_plots_x2", id="fig"),
        pytest.param("login to the page, password in the mail", id="prose about a login"),
    ],
)
def test_what_is_no_secret(text: str) -> None:
    """Placeholders, code, hashes and words."""
    assert find_secrets(text) == []


def test_colors_inside_a_secret_are_kept() -> None:
    """A traceback colors every token of a line."""
    secret = f"ghp_{LETTERS[:36]}"
    text = f"\x1b[1mkey\x1b[0m = \x1b[33m'ghp_\x1b[0m\x1b[1m{secret[4:]}\x1b[0m'"
    assert mask_secrets(text) == f"\x1b[1mkey\x1b[0m = \x1b[33m'{MASK}\x1b[0m\x1b[1m\x1b[0m'"
    call = "f(\x1b[31mpassword\x1b[39m\x1b[31m=\x1b[39m\x1b[33m'tr0ub4dor&3'\x1b[39m)"
    assert mask_secrets(call) == f"f(\x1b[31mpassword\x1b[39m\x1b[31m=\x1b[39m\x1b[33m'{MASK}'\x1b[39m)"


@pytest.mark.parametrize("around", ['<img src="{}">', "<img src='{}'>", "![]({})", "{} "])
def test_base64_of_images_is_not_searched(around: str) -> None:
    """Whatever letters it has; what follows is."""
    secret = f"ghp_{LETTERS[:36]}"
    data = f"data:image/png;base64,AAAA+ghp/sk/{LETTERS}/AKIA{AWS}+AAAA="
    text = f"{around.format(data)} {secret}"
    assert mask_secrets(text) == f"{around.format(data)} {MASK}"


@pytest.mark.parametrize("colored", ["\x1b[1mbold\x1b[0m {}", "{} \x1b[1m", "<p \x1b[1m>{}\x1b[0m"])
def test_colors_and_pictures_do_not_move_what_is_found(colored: str) -> None:
    """Whichever comes first, and if one is in the other."""
    picture = f'<img src="data:image/png;base64,{base64.b64encode(bytes(range(250))).decode()}">'
    text = f"{picture} {colored.format(picture)} {picture} {HITS[0][1]} {picture}"
    assert [HITS[0][1]] == [text[one.start : one.end] for one in find_secrets(text)]


def test_nothing_is_found_in_four_megabytes_of_base64() -> None:
    """A notebook has its pictures in HTML, too."""
    data = base64.b64encode(bytes(range(256)) * 12_000).decode()
    text = f'<img src="data:image/png;base64,{data}">'
    assert find_secrets(text) == []


PARTS = [*(hit[1] for hit in HITS), "token: ", "'", '"', " ", "\n", "a", "=", "\x1b[1m", "é", PICTURE]


@given(st.lists(st.sampled_from(PARTS)))
@example([HITS[9][1], HITS[5][1], HITS[9][1], HITS[0][1]])
def test_nothing_is_found_in_what_is_masked(parts: list[str]) -> None:
    """A second look finds no more, and spans are in order and apart."""
    text = "".join(parts)
    found = find_secrets(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert find_secrets(mask_secrets(text)) == []
