"""Each kind of secret in each kind of place; what is planted is made here and opens nothing."""

from __future__ import annotations

import base64
import html
import random
import re
import string

import pytest

from blogtools.check.findings import check_post
from blogtools.transform.secrets.find import find_secrets, mask_secrets
from blogtools.transform.secrets.random_text import LONGEST_CANDIDATE, candidates, is_name_and_password
from tests.checking import make_post
from tests.planted import PLACES

ALPHABETS = {
    "h": "0123456789abcdef",
    "d": string.digits,
    "a": string.ascii_letters + string.digits,
    "w": string.ascii_letters + string.digits + "_",
    "l": string.ascii_lowercase + string.digits,
    "u": string.ascii_uppercase + string.digits,
    "b": string.ascii_letters + string.digits + "+/",
    "L": string.ascii_letters,
    "x": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
    "2": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
}
"""By the letter that stands for them in a shape, such as `{h32}` for 32 hexadecimal digits."""
UUID = "{h8}-{h4}-{h4}-{h4}-{h12}"
LINES = "{b64}\n{b64}\n{b64}"

# As their vendors describe them.
SHAPES = {
    "alibaba": "LTAI{a20}",
    "amazon-bedrock": "ABSK{b130}=",
    "amazon-mws": "amzn.mws." + UUID,
    "aws-key-id": "AKIA{216}",
    "aws-secret": 'aws_secret_access_key = "{b40}"',
    "aws-temporary": "ASIA{216}",
    "azure-client-secret": "{a3}8Q~{a34}",
    "azure-container-registry": "{b42}+ACR{a6}",
    "azure-devops": "{a76}AZDO{a4}",
    "azure-functions": "{a44}AzFu{a5}A==",
    "azure-sas": "https://a.blob.core.windows.net/c?sv=2024-11-04&sp=r&sig={a42}%3D",
    "azure-search": "{a42}AzSeA{a5}",
    "azure-service-bus": "Endpoint=sb://a.net/;SharedAccessKey={b43}=",
    "azure-storage": "DefaultEndpointsProtocol=https;AccountName=a;AccountKey={b86}==",
    "cosmos": "AccountKey={b86}==;",
    "databricks": "dapi{h32}",
    "digitalocean": "dop_v1_{h64}",
    "digitalocean-oauth": "doo_v1_{h64}",
    "doppler": "dp.pt.{a43}",
    "doppler-service": "dp.st.dev.{a43}",
    "fly": "fo1_{w43}",
    "google-api": "AIza{w35}",
    "google-client": "GOCSPX-{w28}",
    "google-oauth": "ya29.a0{w120}",
    "google-refresh": "1//0{w60}",
    "google-hmac": "GOOG1{u57}",
    "heroku": "HRKU-" + UUID,
    "neon": "napi_{l64}",
    "netlify": "nfp_{a36}",
    "openshift": "sha256~{w43}",
    "planetscale": "pscale_tkn_{w43}",
    "pulumi": "pul-{h40}",
    "supabase": "sbp_{h40}",
    "supabase-secret": "sb_secret_{w31}",
    "tailscale": "tskey-auth-{a12}CNTRL-{a32}",
    "tencent": "AKID{a32}",
    "terraform": "{a14}.atlasv1.{a67}",
    "vault": "hvs.{w95}",
    "wireguard": "PrivateKey = {b43}=",
    "yandex": "AQVN{w36}",
    "1password": "ops_eyJ{a250}",
    "1password-key": "A3-{u6}-{u6}-{u5}-{u5}-{u5}-{u5}",
    "age": "AGE-SECRET-KEY-1{x58}",
    "artifactory": "AKCp{a69}",
    "artifactory-reference": "cmVmdGtuO{a56}",
    "atlassian": "ATATT3xFfGF0{w170}={h8}",
    "bitbucket": "ATBB{a32}",
    "buildkite": "bkua_{h40}",
    "circleci": "CCIPAT_{a22}_{h40}",
    "clojars": "CLOJARS_{l60}",
    "crates": "cioA1{a30}",
    "django": "django-insecure-{a50}",
    "docker": "dckr_pat_{w27}",
    "docker-organization": "dckr_oat_{w32}",
    "github": "ghp_{a36}",
    "github-app": "ghs_{a36}",
    "github-fine": "github_pat_{a22}_{a59}",
    "gitlab": "glpat-{w20}",
    "gitlab-deploy": "gldt-{w20}",
    "gitlab-runner": "glrt-{w20}",
    "gitlab-runner-old": "GR1348941{w20}",
    "harness": "pat.{w22}.{h24}.{a20}",
    "launchdarkly": "sdk-" + UUID,
    "npm": "npm_{a36}",
    "npm-old": "//registry.npmjs.org/:_authToken=" + UUID,
    "nuget": "oy2{l43}",
    "octopus": "API-{u26}",
    "postman": "PMAK-{h24}-{h34}",
    "prefect": "pnu_{a36}",
    "pypi": "pypi-AgEIcHlwaS5vcmcC{w120}",
    "readme": "rdme_{l70}",
    "rubygems": "rubygems_{h48}",
    "sonar": "squ_{h40}",
    "sourcegraph": "sgp_{h16}_{h40}",
    "adafruit": "aio_A1{a26}",
    "airtable": "pat{a14}.{h64}",
    "apify": "apify_api_{a36}",
    "arcgis": "AAPK{w100}",
    "braintree": "access_token$production${l16}${h32}",
    "brevo": "xkeysib-{h64}-{a16}",
    "contentful": "CFPAT-{w43}",
    "discord": "MTA{a21}.{a6}.{w38}",
    "discord-webhook": "https://discord.com/api/webhooks/{d18}/{w68}",
    "dropbox": "sl.u.A1{w136}",
    "duffel": "duffel_live_{w43}",
    "easypost": "EZAK{a54}",
    "facebook": "EAAa1B{a150}",
    "figma": "figd_{w40}",
    "flutterwave": "FLWSECK-{h32}-X",
    "frame": "fio-u-{w64}",
    "google-chat": "https://chat.googleapis.com/v1/spaces/AAA/messages?key=a&token={w43}",
    "linear": "lin_api_{a40}",
    "linkedin": "WPL_AP1.{a16}.{a6}==",
    "mailchimp": "{h32}-us12",
    "mailgun": "key-{l32}",
    "mapbox": "sk.eyJ{a80}.{w22}",
    "maxmind": "{a6}_{a29}_mmk",
    "notion": "ntn_{a46}",
    "notion-old": "secret_a1B{a40}",
    "plaid": "access-sandbox-" + UUID,
    "planet": "PLAK{h32}",
    "resend": "re_a1B{a5}_{a24}",
    "sendgrid": "SG.{w22}.{w43}",
    "shippo": "shippo_live_{h40}",
    "shopify": "shpat_{h32}",
    "slack": "xoxb-{d12}-{d12}-{a24}",
    "slack-app": "xapp-1-A{u10}-{d13}-{h64}",
    "slack-webhook": "https://hooks.slack.com/services/T{u8}/B{u8}/{a24}",
    "square": "sq0atp-{w22}",
    "square-secret": "sq0csp-{w43}",
    "stripe": "sk_live_{a24}",
    "stripe-restricted": "rk_live_{a24}",
    "stripe-test": "sk_test_{a24}",
    "stripe-webhook": "whsec_{a32}",
    "teams": f"https://a.webhook.office.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/{{h32}}/{UUID}",
    "telegram": "{d10}:AA{w33}",
    "twilio": "SK{h32}",
    "twitter": "AAAAAAAAAAAAAAAAAAAAA{a10}%2FAAAA{a20}%3D{a40}",
    "typeform": "tfp_{a44}",
    "zapier": "https://hooks.zapier.com/hooks/catch/{d7}/{l7}",
    "anthropic": "sk-ant-api03-{w93}-{w6}AA",
    "cerebras": "csk-{l48}",
    "deepseek": "sk-{h32}",
    "e2b": "e2b_{h40}",
    "elevenlabs": "sk_{h48}",
    "firecrawl": "fc-{h32}",
    "fireworks": "fw_a1B{a21}",
    "groq": "gsk_{a52}",
    "huggingface": "hf_{L34}",
    "huggingface-organization": "api_org_{L34}",
    "jina": "jina_{h32}{w28}",
    "kaggle": '{"username":"ada","key":"{h32}"}',
    "kaggle-environment": "KAGGLE_KEY={h32}",
    "kaggle-token": "KGAT_{h32}",
    "langfuse": "sk-lf-" + UUID,
    "langsmith": "lsv2_pt_{h32}_{h10}",
    "modal": "as-a1B{a19}",
    "neptune": "eyJhcGlfYWRkcmVzcyI6{a150}==",
    "nvidia": "nvapi-{w64}",
    "openai": "sk-proj-{w74}T3BlbkFJ{w74}",
    "openrouter": "sk-or-v1-{h64}",
    "perplexity": "pplx-{a48}",
    "pinecone": "pcsk_{a6}_{a60}",
    "replicate": "r8_{a37}",
    "tavily": "tvly-dev-{a32}",
    "together": "tgp_v1_{w43}",
    "voyage": "pa-a1B{w40}",
    "wandb": 'wandb.login(key="{h40}")',
    "xai": "xai-{a80}",
    "dynatrace": "dt0c01.{u24}.{u64}",
    "grafana": "glsa_{a32}_{h8}",
    "grafana-cloud": "glc_{a120}==",
    "grafana-old": "eyJrIjoi{a80}==",
    "honeycomb": "hcaik_{l58}",
    "newrelic": "NRAK-{u27}",
    "newrelic-license": "{h32}FFFFNRAL",
    "posthog": "phx_{a43}",
    "sentry": "sntryu_{h64}",
    "sentry-organization": "sntrys_eyJ{a120}",
    "api-key": 'api_key = "{a32}"',
    "auth-token": 'auth_token: "{h32}"',
    "account-key": '"accountKey": "{b64}=="',
    "bearer": "Authorization: Bearer {a40}",
    "bearer-hexadecimal": "Authorization: Bearer {h40}",
    "client-secret": 'client_secret="{a32}"',
    "connection": "Server=db;Uid=ada;Pwd={a14}7;",
    "curl": "curl -s -u ada:{a14} https://example.net",
    "jupyter": "http://127.0.0.1:8888/lab?token={h48}",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3{a20}.{w43}",
    "key-in-a-url": "https://api.example.net/v1?units=metric&appid={h32}",
    "mysql": "mysql -u ada -p{a12}7 shop",
    "netrc": "machine example.net login ada password {a14}",
    "password": 'password = "{a12}7"',
    "sshpass": "sshpass -p {a12}7 ssh ada@example.net",
    "subscription-key": "Ocp-Apim-Subscription-Key: {h32}",
    "url": "postgresql://ada:{a14}@db.example.net/shop",
    "private-key": f"-----BEGIN PRIVATE KEY-----\n{LINES}\n-----END PRIVATE KEY-----",
    "openssh-key": f"-----BEGIN OPENSSH PRIVATE KEY-----\n{LINES}\n-----END OPENSSH PRIVATE KEY-----",
    "putty-key": f"PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 3\n{LINES}",
}
IN_HTML = {"attachment", "output-html", "output-svg", "output-svg-base64", "widget"}
WHERE = {
    name: PLACES[name]
    for name in (
        *("text", "comment", "fence", "raw-cell", "code", "of-a-snippet", "printed", "warned", "colored", "traceback"),
        *("error-value", "output-plain", "output-html", "output-markdown", "output-json", "output-javascript"),
        *("output-svg", "output-svg-base64", "output-plotly", "widget", "attachment"),
    )
}


def make_secret(name: str) -> str:
    """What a shape stands for; the same at each call."""
    letters = random.Random(name)  # noqa: S311 - opens nothing
    return re.sub(
        r"\{([hdawlubLx2])([0-9]+)\}",
        lambda match: "".join(letters.choices(ALPHABETS[match[1]], k=int(match[2]))),
        SHAPES[name],
    )


@pytest.mark.parametrize("name", SHAPES)
def test_each_kind_is_found_in_each_place(name: str) -> None:
    """Whole enough: what stays when it is masked is no secret any more."""
    secret = make_secret(name)
    missed = []
    for place, plant in WHERE.items():
        if place == "of-a-snippet" and "\n" in secret:
            continue  # No program has that between its quotes.
        written = html.escape(secret) if place in IN_HTML else secret
        notebook, _, cell = plant(written)
        found = [
            one for one in check_post(make_post(*notebook["cells"], **notebook["metadata"])) if one.slug == "secret"
        ]
        if [one.where.cell for one in found] != [cell] * max(1, len(found)):
            missed.append(place)
    assert missed == []
    masked = mask_secrets(secret)
    longest = max(re.findall(r"[A-Za-z0-9+/_-]+", secret), key=len)
    assert longest not in masked
    assert find_secrets(masked) == []


def test_there_are_a_hundred_kinds_in_fourteen_places() -> None:
    """The list of shapes does not shrink."""
    assert len(SHAPES) >= 100
    assert len(WHERE) >= 14


def test_entities_are_masked_whole() -> None:
    """What HTML writes for a quote belongs to the page, what it writes for a letter of the secret to the secret."""
    assert mask_secrets("password: &#x27;Wq7#kd92LmX&#x27;") == "password: &#x27;••••••••&#x27;"
    assert mask_secrets("<b>password=&quot;Wq7&amp;kd92Lm&amp;&quot;</b>") == "<b>password=&quot;••••••••&quot;</b>"


def test_words_are_what_may_be_a_secret() -> None:
    """Short words, plain words and data are left out."""
    assert candidates(b"short plainwordwithoutanything snake_case_of_a_long_name") == ""
    assert candidates(b"see (dapi0123456789abcdef) or 'aPiKeyOfSomething'") == "dapi0123456789abcdef\naPiKeyOfSomething"
    assert candidates(b"a1" * LONGEST_CANDIDATE) == ""
    assert find_secrets("AKIA" + "QZWXECRVTBYNUMKO"), "no digit, and no small letter"
    assert find_secrets("xoxb-" + "7301913716"), "as short as one can be"
    assert find_secrets(f"https://example.net/?page={'a1' * LONGEST_CANDIDATE}&key={make_secret('github')}"), (
        "after data"
    )


@pytest.mark.parametrize("quote", ["'", '"'])
def test_an_entity_in_base64_moves_nothing(quote: str) -> None:
    """Not the place of what stands behind it."""
    secret = make_secret("github")
    text = f"<img src={quote}data:image/png;base64,AAAA&quot;&amp;AAAA{quote}>{secret}"
    assert [secret] == [text[one.start : one.end] for one in find_secrets(text)]


def test_an_azure_key_after_an_escape() -> None:
    """The letter of the escape is no part of it."""
    secret = make_secret("azure-search")
    assert mask_secrets(f"a\\n{secret}\\n") == "a\\n••••••••\\n"


def test_basic_authorization_is_a_name_and_a_password() -> None:
    """With padding and without."""
    value = base64.b64encode(b"ada:lovelace1").decode()
    assert is_name_and_password(value)
    assert is_name_and_password(value.rstrip("="))
    assert not is_name_and_password("Mathematics")
    assert find_secrets(f"Authorization: Basic {value}")
    assert find_secrets(f'{{"auths": {{"docker.io": {{"auth": "{value}"}}}}}}')
