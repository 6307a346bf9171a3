"""The root of the command line."""


def run() -> None:
    """Not there yet."""
    raise SystemExit("remind: the first commands are being written")
