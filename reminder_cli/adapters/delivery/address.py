"""Which addresses and servers mail may go to. It imports no mail library: every run asks this."""

from __future__ import annotations

import ipaddress
import re

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9-]{1,63}")


def usable_address(text: str) -> str:
    """The address as a server takes it, or nothing when mail cannot be sent to it.

    One plain address: what has spaces, line breaks, commas or angle brackets could name a second
    recipient. A domain with å, ä or ö is put in its ASCII form.

    >>> usable_address(" info@Åkeri.se ")
    'info@xn--keri-poa.se'
    >>> usable_address("a@b.se, c@d.se") or usable_address("a@b.se\\r\\nBcc: c@d.se")
    ''
    """
    local, at, host = text.strip().rpartition("@")
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    plain = _LOCAL.fullmatch(local) and _HOST.fullmatch(host)
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return f"{local}@{host}" if at and plain and not dots else ""


def is_loopback(host: str) -> bool:
    """Whether a host is this computer.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("smtp.example.se")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"
