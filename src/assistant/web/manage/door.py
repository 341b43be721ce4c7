"""Who may change documents: people of this machine, or those who know the word of this start.

A page of another site must not send forms in a visitor's name, and a name of another site must not
lead here (DNS rebinding): both are told by the headers that a browser sends of itself.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

COOKIE: Final = "assistant-manage"

_PASSED_ON: Final = frozenset(
    ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
)
"""What a proxy adds: behind it may stand anybody."""

_ELSEWHERE: Final = "資料の管理は、このプログラムを動かしている機械の中からだけ開けます。"
_FOREIGN: Final = (
    "ほかのサイトから送られた変更は受け付けません。このページの中から操作してください。"
)


class Door:
    """Decides about every request for the managing pages. Safe to share between threads."""

    def __init__(self, local: bool) -> None:
        """Make a door for a server that only this machine reaches (``local``), or one with a word.

        The word is new at every start and stands nowhere but in the terminal.
        """
        self.word = None if local else secrets.token_urlsafe(18)
        self._pass = secrets.token_urlsafe(32)

    def refusal(self, method: str, headers: Mapping[str, str]) -> str | None:
        """Return a Japanese sentence why a request is not let in, None where it may come in.

        ``headers`` are by lower-case name.
        """
        host = headers.get("host", "")
        if self.word is None and (not _is_local(host) or not _PASSED_ON.isdisjoint(headers)):
            return _ELSEWHERE
        if method not in ("GET", "HEAD") and not _is_same_site(host, headers):
            return _FOREIGN
        return None

    def is_open(self, cookies: Mapping[str, str]) -> bool:
        """Tell whether a browser with these cookies has said the word, or need not."""
        return self.word is None or _equal(cookies.get(COOKIE, ""), self._pass)

    def enter(self, word: str) -> str | None:
        """Return the value of :data:`COOKIE` for who says the right ``word``, else None."""
        return self._pass if self.word is not None and _equal(word.strip(), self.word) else None


def _equal(given: str, wanted: str) -> bool:
    """Compare in a time that does not tell how much is right."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def is_loopback(address: str) -> bool:
    """Tell whether ``address`` is a number that only this machine reaches."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _is_local(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or is_loopback(name)


def _is_same_site(host: str, headers: Mapping[str, str]) -> bool:
    """Tell whether a form comes from a page of this server; who says nothing is not believed."""
    fetched = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if fetched not in (None, "same-origin"):
        return False
    if origin is None:
        return fetched == "same-origin"
    try:
        return bool(host) and urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False
