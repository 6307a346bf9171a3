"""Where the password of the mail server is: the system's keyring, else the environment.

It is never written anywhere, and never part of a message.
"""

from __future__ import annotations

import os

SERVICE = "remind"
VARIABLE = "REMIND_SMTP_PASSWORD"


def mail_password(user: str, host: str) -> str:
    """The password for that user at that server; empty when there is none."""
    return _from_keyring(f"{user}@{host}") or os.environ.get(VARIABLE, "")


def _from_keyring(name: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(SERVICE, name) or ""
    except KeyringError:  # a server without a desktop has the package but no keyring
        return ""
