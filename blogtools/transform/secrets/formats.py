"""The formats of passwords, keys and tokens of well-known services, as data."""

from __future__ import annotations

import re
from itertools import starmap

import msgspec

from blogtools.memo import lazy_pattern

IN_A_URL = "a password in a URL"
BASIC = "basic authorization"


class SecretFormat(msgspec.Struct, frozen=True):
    """The format of one kind of secret."""

    kind: str
    """The kind with its article, if it has one: `a GitHub token`."""
    marker: str
    """Substring of every such secret or of its surroundings: a fast check that rules out nearly all texts."""
    pattern: re.Pattern[str]
    """Matches the secret, which is the group, if there is one."""
    bits: float
    """Minimum entropy per character; examples such as `AKIAXXXXXXXXXXXXXXXX` have less."""


_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_END = "(?![A-Za-z0-9])"
_MIXED = r"(?=[A-Za-z_-]*[0-9])(?=[a-z0-9_-]*[A-Z])"
"""A digit and a capital, which identifiers in code seldom have both of."""

# The vendors' documentation of their tokens, and what GitHub's secret scanning, gitleaks and trufflehog look for.
_CLOUDS = (
    ("an AWS access key id", "IA", r"A[KS]IA[A-Z2-7]{16}" + _END),
    ("an AWS MWS key", "amzn.mws.", r"amzn\.mws\." + _UUID),
    ("an Amazon Bedrock key", "ABSK", r"ABSK[A-Za-z0-9+/]{100,270}={0,2}"),
    ("an Azure storage key", "AccountKey=", r"AccountKey=([A-Za-z0-9+/]{40,90}={1,2})"),
    ("an Azure access key", "SharedAccessKey=", r"SharedAccessKey=([A-Za-z0-9+/]{40,60}=)"),
    *(
        (
            "an Azure key",
            mark,
            # From the start of a word only: in a megabyte of base64 a mark stands by chance.
            rf"(?:(?<![A-Za-z0-9+/\\])|(?<=\\[nrt]))[A-Za-z0-9+/]{{30,80}}{re.escape(mark)}"
            r"[A-Za-z0-9+/]{5,12}={0,2}(?![A-Za-z0-9+/=])",
        )
        for mark in ("AzSe", "AzCa", "AzFu", "+ASt", "+AEh", "+ASb", "+ACR", "+ABa", "ACDb")
    ),
    ("an Azure DevOps token", "AZDO", r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}" + _END),
    ("an Azure client secret", "Q~", r"[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}"),
    ("an Azure signature", "sig=", r"[?&;]sig=([A-Za-z0-9+/]{20,}(?:[A-Za-z0-9+/]|%[0-9A-Fa-f]{2})*={0,2})", 3.5),
    ("an Azure signature", "sig=", r"[?&;]sig=((?:[A-Za-z0-9]|%[0-9A-Fa-f]{2}){40,80})", 3.5),
    ("a Google API key", "AIza", r"AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    ("a Google client secret", "GOCSPX-", r"GOCSPX-[A-Za-z0-9_-]{28}"),
    ("a Google access token", "ya29.", r"ya29\.(?:[a-z]0)?[A-Za-z0-9_-]{20,500}", 3.5),
    ("a Google refresh token", "1//0", r"1//0[A-Za-z0-9_-]{30,200}", 3.5),
    ("a Google storage key", "GOOG", r"GOOG1?[A-Z0-9]{20,57}" + _END, 3.0),
    ("a Firebase key", ":APA91", r"AAAA[A-Za-z0-9_-]{7}:APA91[A-Za-z0-9_-]{100,180}"),
    ("a DigitalOcean token", "_v1_", r"do[opr]_v1_[a-f0-9]{64}"),
    ("an Alibaba Cloud key", "LTAI", r"LTAI[A-Za-z0-9]{12,20}" + _END),
    ("a Tencent Cloud key", "AKID", r"AKID[A-Za-z0-9]{32}" + _END, 3.0),
    ("a Yandex Cloud key", "AQVN", r"AQVN[A-Za-z0-9_-]{35,38}"),
    ("a Yandex token", "y0_", r"y0_[A-Za-z0-9_-]{50,60}", 3.5),
    ("a Heroku key", "HRKU-", r"HRKU-[A-Za-z0-9_-]{36,60}"),
    ("a Fly.io token", "fo1_", r"fo1_[A-Za-z0-9_-]{43}"),
    ("a Fly.io token", "fm", r"fm[12][ar]?_[A-Za-z0-9+/]{100,2000}={0,3}"),
    ("a Netlify token", "nfp_", r"nfp_[A-Za-z0-9_]{36,40}"),
    ("a Supabase key", "sb", r"sb(?:p_[a-f0-9]{40}|_secret_[A-Za-z0-9_-]{31,50})"),
    ("a PlanetScale token", "pscale_", r"pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_=.-]{32,64}"),
    ("a Neon key", "napi_", r"napi_[a-z0-9]{60,70}"),
    ("a Databricks token", "dapi", r"dapi[a-f0-9]{32}(?:-[0-9])?" + _END),
    ("a Terraform token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}"),
    ("a Vault token", "hv", r"hv[sbr]\.[A-Za-z0-9_-]{24,300}", 3.5),
    ("a Pulumi token", "pul-", r"pul-[a-f0-9]{40}" + _END),
    ("a Doppler token", "dp.", r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}" + _END),
    ("a 1Password token", "ops_eyJ", r"ops_eyJ[A-Za-z0-9+/_-]{200,2000}={0,3}"),
    (
        "a 1Password key",
        "A3-",
        r"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}",
    ),
    ("an age key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
    ("a Tailscale key", "tskey-", r"tskey-[a-z]{3,10}-[A-Za-z0-9]{10,25}-[A-Za-z0-9]{20,60}"),
    ("an OpenShift token", "sha256~", r"sha256~[A-Za-z0-9_-]{43}"),
)
_CODE = (
    ("a GitHub token", "gh", r"gh[pousr]_[A-Za-z0-9]{36,255}(?![A-Za-z0-9_])"),
    ("a GitHub token", "github_pat_", r"github_pat_[A-Za-z0-9_]{36,255}"),
    ("a GitLab token", "gl", r"gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct|oas)-[A-Za-z0-9_.-]{20,255}"),
    ("a GitLab token", "GR1348941", r"GR1348941[A-Za-z0-9_-]{20,30}"),
    ("a Bitbucket password", "ATBB", r"ATBB[A-Za-z0-9]{32}" + _END),
    ("an Atlassian token", "AT", r"AT(?:ATT|CTT|STT)3[A-Za-z0-9_=-]{60,250}"),
    ("a CircleCI token", "CCIPAT_", r"CCIPAT_[A-Za-z0-9]{22}_[a-f0-9]{40}"),
    ("a Buildkite token", "bkua_", r"bkua_[a-f0-9]{40}"),
    ("a SonarQube token", "sq", r"sq[pua]_[a-f0-9]{40}"),
    ("a Sourcegraph token", "sgp_", r"sgp_(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}"),
    ("a Docker Hub token", "dckr_", r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,40}"),
    ("an npm token", "npm_", r"npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])"),
    ("a PyPI token", "pypi-", r"pypi-(?=[^\s]*[A-Z])[A-Za-z0-9_-]{40,500}"),
    ("a RubyGems key", "rubygems_", r"rubygems_[a-f0-9]{48}"),
    ("a crates.io token", "cio", rf"cio{_MIXED}[A-Za-z0-9]{{32}}" + _END, 3.5),
    ("a NuGet key", "oy2", r"oy2[a-z0-9]{43}" + _END, 3.0),
    ("a Clojars token", "CLOJARS_", r"CLOJARS_[a-z0-9]{60}"),
    ("an Artifactory key", "AKCp", r"AKCp[A-Za-z0-9]{60,75}"),
    ("an Artifactory token", "cmVmdGtu", r"cmVmdGtuO[A-Za-z0-9]{50,70}"),
    ("a Postman key", "PMAK-", r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}"),
    ("a Prefect key", "pn", r"pn[ub]_[A-Za-z0-9]{36}" + _END, 3.0),
    ("a ReadMe key", "rdme_", r"rdme_[a-z0-9]{60,70}"),
    ("a Harness token", "pat.", r"pat\.[A-Za-z0-9_-]{22}\.[a-f0-9]{24}\.[A-Za-z0-9]{20}"),
    ("a Harness token", "sat.", r"sat\.[A-Za-z0-9_-]{22}\.[a-f0-9]{24}\.[A-Za-z0-9]{20}"),
    ("an Octopus key", "API-", r"API-[A-Z0-9]{26,32}" + _END, 3.0),
    ("a LaunchDarkly key", "sdk-", "sdk-" + _UUID),
    ("a LaunchDarkly key", "api-", "api-" + _UUID),
)
_APPLICATIONS = (
    ("a Slack token", "xox", r"xox[abceoprs][.-](?=[A-Za-z-]*[0-9])[A-Za-z0-9-]{10,255}"),
    ("a Slack token", "xapp-", r"xapp-[0-9]-[A-Z0-9]+-[0-9]+-[a-f0-9]{30,80}"),
    (
        "a Slack webhook",
        "hooks.slack.com/",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9+/]{30,100})",
    ),
    (
        "a Discord webhook",
        "/webhooks/",
        r"discord(?:app)?\.com/api/(?:v[0-9]+/)?webhooks/([0-9]{15,21}/[A-Za-z0-9_-]{50,100})",
    ),
    *(
        ("a Discord token", start, rf"{start}[A-Za-z0-9_-]{{20,26}}\.[A-Za-z0-9_-]{{6}}\.[A-Za-z0-9_-]{{27,40}}", 3.5)
        for start in ("MT", "Mj", "Mz", "ND", "NT", "Nj", "Nz", "OD", "OT")
    ),
    (
        "a Teams webhook",
        "webhook.office.com/",
        rf"webhook\.office\.com/webhookb2/({_UUID}@{_UUID}/[A-Za-z]+/[a-f0-9]{{32}}/{_UUID})",
    ),
    (
        "a Google Chat webhook",
        "chat.googleapis.com/",
        r"chat\.googleapis\.com/v1/spaces/[\w-]+/messages\?[^\s\"'<>]*token=([A-Za-z0-9_%-]{30,60})",
    ),
    ("a Zapier webhook", "hooks.zapier.com/", r"hooks\.zapier\.com/hooks/catch/([0-9]{5,}/[a-z0-9]{6,})", 2.0),
    ("a Telegram token", ":AA", r"[0-9]{8,10}:AA[A-Za-z0-9_-]{32,34}(?![A-Za-z0-9_-])"),
    ("a Twilio key", "SK", r"SK[0-9a-f]{32}" + _END),
    ("a SendGrid key", "SG.", r"SG\.[A-Za-z0-9_-]{16,24}\.[A-Za-z0-9_-]{40,46}"),
    ("a Mailgun key", "key-", r"key-[0-9a-z]{32}" + _END, 3.0),
    ("a Mailgun key", "ailgun", r"[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![A-Za-z0-9-])"),
    ("a Mailchimp key", "-us", r"[0-9a-f]{32}-us[0-9]{1,2}" + _END),
    ("a Brevo key", "sib-", r"x(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}"),
    ("a Resend key", "re_", rf"re_{_MIXED}[A-Za-z0-9]{{8}}_[A-Za-z0-9]{{24}}" + _END, 3.0),
    ("a Facebook token", "EAA", rf"EAA{_MIXED}[A-Za-z0-9]{{80,300}}", 4.0),
    ("a Twitter token", "AAAAAAAAAAAAAAAAAAAA", r"A{20,22}[A-Za-z0-9]{6,20}%[A-Za-z0-9%]{30,100}"),
    ("a LinkedIn secret", "WPL_AP1.", r"WPL_AP1\.[A-Za-z0-9]{16}\.[A-Za-z0-9+/=]{8}"),
    ("a Mapbox token", "sk.eyJ", r"sk\.eyJ[A-Za-z0-9_-]{50,200}\.[A-Za-z0-9_-]{22}"),
    ("an ArcGIS key", "AAPK", r"AAPK[A-Za-z0-9_-]{60,150}"),
    ("a Planet key", "PLAK", r"PLAK[a-f0-9]{32}" + _END),
    ("a MaxMind key", "_mmk", r"[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk"),
    ("an Adafruit key", "aio_", rf"aio_{_MIXED}[A-Za-z0-9]{{28}}" + _END, 3.0),
    ("a Linear key", "lin_", r"lin_(?:api_[A-Za-z0-9]{40}|oauth_[a-f0-9]{64})"),
    ("a Figma token", "fig", r"fig[dor]_[A-Za-z0-9_-]{40,80}", 3.5),
    ("a Notion token", "ntn_", r"ntn_[A-Za-z0-9]{40,50}"),
    ("a Notion token", "secret_", rf"secret_{_MIXED}[A-Za-z0-9]{{43}}" + _END, 3.5),
    ("an Airtable token", "pat", r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}"),
    ("a Contentful token", "CFPAT-", r"CFPAT-[A-Za-z0-9_-]{43}"),
    ("a Dropbox token", "sl.", rf"sl\.(?:u\.)?{_MIXED}[A-Za-z0-9_-]{{100,2000}}", 4.0),
    ("a Typeform token", "tfp_", r"tfp_[A-Za-z0-9_.=-]{40,60}", 3.5),
    ("a Frame.io token", "fio-u-", r"fio-u-[A-Za-z0-9_=-]{64}"),
    ("an Apify token", "apify_api_", r"apify_api_[A-Za-z0-9]{30,40}"),
    ("a Shopify token", "shp", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}" + _END),
    *(("a Stripe key", mode, rf"[rs]{mode}[A-Za-z0-9]{{16,255}}") for mode in ("k_live_", "k_test_")),
    ("a Stripe secret", "whsec_", r"whsec_[A-Za-z0-9+/]{32,64}={0,2}"),
    ("a Square token", "sq0", r"sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,43}"),
    ("a Square token", "EAAA", rf"EAAA{_MIXED}[A-Za-z0-9_-]{{56,60}}(?![A-Za-z0-9_-])", 4.0),
    ("a Braintree token", "access_token$", r"access_token\$[a-z]+\$[0-9a-z]{16}\$[0-9a-f]{32}"),
    ("a Flutterwave key", "FLWSECK", r"FLWSECK(?:_TEST)?-[a-h0-9]{12,32}-X"),
    ("a Plaid token", "access-", r"access-(?:sandbox|development|production)-" + _UUID),
    ("an EasyPost key", "EZ", r"EZ[AT]K[A-Za-z0-9]{54}"),
    ("a Shippo token", "shippo_", r"shippo_(?:live|test)_[a-f0-9]{40}"),
    ("a Duffel token", "duffel_", r"duffel_(?:live|test)_[A-Za-z0-9_=-]{43}"),
)
_MODELS = (
    (
        "an API key",
        "sk-",
        r"sk-(?=[^\s.]*[0-9])(?=[^\sA-Z.]*[A-Z]|(?:[a-z]+-)?[a-z0-9-]*[0-9a-f]{32})[A-Za-z0-9_-]{20,255}",
        3.0,
    ),
    ("a Langfuse key", "sk-lf-", r"sk-lf-" + _UUID),
    ("a Hugging Face token", "hf_", r"hf_[A-Za-z0-9]{30,60}(?![A-Za-z0-9_])"),
    ("a Hugging Face token", "api_org_", r"api_org_[A-Za-z]{34}" + _END, 3.5),
    ("a Replicate token", "r8_", r"r8_[A-Za-z0-9]{37}" + _END),
    ("a Perplexity key", "pplx-", r"pplx-[A-Za-z0-9]{40,60}"),
    ("a Groq key", "gsk_", r"gsk_[A-Za-z0-9]{50,60}"),
    ("an xAI key", "xai-", r"xai-[A-Za-z0-9]{70,90}"),
    ("a Cerebras key", "csk-", r"csk-[a-z0-9]{40,60}", 3.5),
    ("a Together key", "tgp_v1_", r"tgp_v1_[A-Za-z0-9_-]{43}"),
    ("a Fireworks key", "fw_", rf"fw_{_MIXED}[A-Za-z0-9]{{22,24}}" + _END, 3.5),
    ("a Voyage key", "pa-", rf"pa-{_MIXED}[A-Za-z0-9_-]{{43}}(?![A-Za-z0-9_-])", 4.0),
    ("a LangSmith key", "lsv2_", r"lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}"),
    ("a Pinecone key", "pcsk_", r"pcsk_[A-Za-z0-9_]{60,80}"),
    ("an NVIDIA key", "nvapi-", r"nvapi-[A-Za-z0-9_-]{60,70}"),
    ("a Tavily key", "tvly-", r"tvly-(?:dev-|prod-)?[A-Za-z0-9]{28,40}"),
    ("an ElevenLabs key", "sk_", r"sk_[a-f0-9]{48}" + _END),
    ("a Jina key", "jina_", r"jina_[A-Za-z0-9_-]{58,64}"),
    ("an E2B key", "e2b_", r"e2b_[a-f0-9]{40}"),
    ("a Firecrawl key", "fc-", r"fc-[a-f0-9]{32}" + _END),
    ("a Modal secret", "as-", rf"as-{_MIXED}[A-Za-z0-9]{{22}}" + _END, 3.5),
    ("a Neptune token", "eyJhcGlfYWRkcmVzcyI6", r"eyJhcGlfYWRkcmVzcyI6[A-Za-z0-9+/]{40,400}={0,2}"),
    ("a Kaggle key", "KGAT_", r"KGAT_[a-f0-9]{32}" + _END),
)
_MONITORS = (
    ("a Grafana token", "glsa_", r"glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
    ("a Grafana token", "glc_", r"glc_[A-Za-z0-9+/]{32,400}={0,3}"),
    ("a Grafana key", "eyJrIjoi", r"eyJrIjoi[A-Za-z0-9]{60,400}={0,3}"),
    ("a New Relic key", "NR", r"NR(?:AK-[A-Z0-9]{27}|II-[A-Za-z0-9_-]{32}|JS-[a-f0-9]{19})"),
    ("a New Relic key", "NRAL", r"[a-fA-F0-9]{30,40}(?:FFFF)?NRAL" + _END),
    ("a Sentry token", "sntry", r"sntry(?:s_eyJ[A-Za-z0-9+/=_]{60,500}|u_[a-f0-9]{64})"),
    ("a Dynatrace token", "dt0", r"dt0[a-z][0-9]{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    ("a Honeycomb key", "hca", r"hca[a-z]k_[A-Za-z0-9]{50,70}"),
    ("a PostHog key", "phx_", r"phx_[A-Za-z0-9]{40,50}"),
)
_ANYWHERE = (
    ("a JSON Web Token", ".eyJ", r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}"),
    ("a token of Jupyter", "token=", r"token=([0-9a-f]{48})(?![0-9A-Za-z])"),
    *(
        (
            "a key in a URL",
            name,
            rf"[?&](?:(?:api|access|app|auth|client|private|secret|subscription)[_-]?)?{name}"
            r"((?=[^\s&]*[0-9])[A-Za-z0-9_-]{20,256})(?![\w+/=~.(\[{-])",
            3.0,
        )
        for name in ("key=", "Key=", "token=", "Token=", "secret=", "appid=")
    ),
)
_WITH_WORDS_AROUND = (
    ("a WireGuard key", "PrivateKey", r"PrivateKey\s*=\s*([A-Za-z0-9+/]{43}=)"),
    ("an npm token", "_authToken", rf"_authToken\s*=\s*\"?({_UUID})"),
    ("a Django secret key", "django-insecure-", r"django-insecure-([^\s'\"\\<>]{30,80})"),
    (
        "a Kaggle key",
        "username",
        r"username\\?[\"']\s*:\s*\\?[\"'][^\"'\\]{1,64}\\?[\"']\s*,\s*\\?[\"']key\\?[\"']\s*:\s*\\?[\"']([0-9a-f]{32})"
        + _END,
    ),
    ("a Kaggle key", "KAGGLE_KEY", r"KAGGLE_KEY[\"'\]]{0,2}\s*[:=]\s*[\"']?([0-9a-f]{32})" + _END),
    (
        "a Weights & Biases key",
        "wandb",
        r"wandb(?:\.login\(|\s+login\s)\s*(?:[a-z_]+\s*=\s*)?\\?[\"']?([0-9a-f]{40})" + _END,
    ),
    (
        "a bearer token",
        "earer ",
        r"[Bb]earer (?:(?=[^\s]*[0-9])(?=[^\s]*[A-Z])([A-Za-z0-9._~+/-]{20,2000}=*)|([0-9a-f]{32,128})(?![A-Za-z0-9]))",
        3.0,
    ),
    (BASIC, "Basic ", r"Basic ([A-Za-z0-9+/]{8,400}={0,2})(?![A-Za-z0-9+/=])", 2.0),
    (BASIC, "auth", r"auth\\?[\"']\s*:\s*\\?[\"']([A-Za-z0-9+/]{8,400}={0,2})\\?[\"']", 2.0),
    (IN_A_URL, "://", r"://[^\s/:@\"'`<>\\]*:([^\s/:@\"'`<>\\]{3,128})@(?=[\w\[])", 1.0),
    *(
        ("a password", program, program + r"\b[^\n]{0,80}?\s-p ?[\"']?(?=[^\s\"']*[0-9])([^\s\"'{}$<>\\]{6,64})")
        for program in ("sshpass", "mysql")
    ),
    ("a password", "curl", r"curl\b[^\n]{0,200}?\s(?:-u|--user)[ =]?\\?[\"']?[^\s:\"'{$<]+:([^\s\"'{}$<>\\]{6,64})"),
    ("a password", "login", r"\blogin\s+\S{1,64}\s+password\s+([^\s\"'<>\\]{6,128})"),
    (
        "a password",
        ";",
        r"(?i:;\s*(?:pwd|password)\s*=\s*)(?=[^;\"'\s]*[0-9])([^;\"'\s{}<>\\&]{6,128})(?=[;\"'\s]|\\|$)",
    ),
    ("a private key", "Private-Lines:", r"Private-Lines: ?[0-9]+(?:(?:\s|\\[nr])+[A-Za-z0-9+/=]{20,})+"),
    (
        "a private key",
        "PRIVATE KEY",
        r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
        # A key without an end marker is truncated, but still secret.
        r"(?=[^-]*[A-Za-z0-9+/]{32})(?:[^-]{40,20000}-----END [A-Z0-9 ]+-----|(?:\s|\\[nr]|[A-Za-z0-9+/=]{8,})+)",
    ),
)


def _format(kind: str, marker: str, pattern: str, bits: float = 2.5) -> SecretFormat:
    return SecretFormat(kind, marker, lazy_pattern(pattern), bits)


WORD_FORMATS = tuple(starmap(_format, (*_CLOUDS, *_CODE, *_APPLICATIONS, *_MODELS, *_MONITORS, *_ANYWHERE)))
"""Formats of which the marker and the secret are in one of the `candidates`.

A wrong checksum, which some formats have, excuses nothing: who mistypes one character of a token has shown the others.
"""
PHRASE_FORMATS = tuple(starmap(_format, _WITH_WORDS_AROUND))
"""Formats of which only the words around tell that they are secrets, and of those with more than one word."""
