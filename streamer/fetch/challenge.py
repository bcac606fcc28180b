"""Whether a page asks "are you human?" instead of showing what is there."""

import re
from collections.abc import Mapping

_HEADERS = {
    "cf-mitigated": ("challenge",),
    "x-amzn-waf-action": ("challenge", "captcha"),
    "sg-captcha": ("challenge",),
}

# Statuses that challenges come with. In a 200 these words may be news; there it is the
# parser that sees that nothing of the source is in the page.
_STATUSES = (202, 401, 403, 405, 429, 503)
_MARKS = re.compile(
    rb"cf-chl|challenge-platform|_cf_chl_opt|/cdn-cgi/challenge|<title>just a moment"
    rb"|_incapsula_resource|captcha-delivery\.com|perimeterx|px-captcha|awswafintegration"
    rb"|g-recaptcha|h-captcha|hcaptcha\.com|cf-turnstile|sgcaptcha|ddos-guard|geetest",
    re.IGNORECASE,
)


def challenged(status: int, headers: Mapping[str, str], page: bytes) -> bool:
    """Whether this answer is a challenge.

    Args:
        status: Its HTTP status.
        headers: Names in lower case.
        page: The beginning of the body.

    """
    if any(headers.get(name, "").strip().lower() in said for name, said in _HEADERS.items()):
        return True
    return status in _STATUSES and _MARKS.search(page) is not None
