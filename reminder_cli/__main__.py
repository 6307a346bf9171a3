"""Starts `remind`; nothing else."""

from __future__ import annotations


def main() -> None:
    """The entry point of the command."""
    from reminder_cli.cli.app import run

    run()


if __name__ == "__main__":
    main()
