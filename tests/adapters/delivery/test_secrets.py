"""The password comes from the keyring when there is one, else from the environment."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from reminder_cli.adapters.delivery.secrets import VARIABLE, mail_password


class KeyringError(Exception):
    pass


def install(monkeypatch: pytest.MonkeyPatch, answer: object) -> None:
    """A keyring package in place of the one that may or may not be on this machine."""

    def get_password(service: str, name: str) -> object:
        if isinstance(answer, Exception):
            raise answer
        assert (service, name) == ("remind", "user@smtp.example.se")
        return answer

    package, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    package.get_password = get_password  # type: ignore[attr-defined]
    errors.KeyringError = KeyringError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", package)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("from keyring", "from keyring"), (None, "from env"), (KeyringError(), "from env")],
)
def test_keyring_first_then_environment(
    monkeypatch: pytest.MonkeyPatch, answer: object, expected: str
) -> None:
    monkeypatch.setenv(VARIABLE, "from env")
    install(monkeypatch, answer)
    assert mail_password("user", "smtp.example.se") == expected


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setenv(VARIABLE, "from env")
    assert mail_password("user", "smtp.example.se") == "from env"
    monkeypatch.delenv(VARIABLE)
    assert mail_password("user", "smtp.example.se") == ""
