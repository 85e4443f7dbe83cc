"""`make run`: the whole program as on a server, on the private servers, starting anew whenever a file changes."""

import sys

from watchfiles import PythonFilter, run_process

from config.development.running import CHECKOUT
from config.development.start import KINDS, start

WATCHED = ("config", "ingest", "search", "notifications", "operations")


def main() -> None:
    _, reasons = start(list(KINDS))
    if reasons:
        sys.exit(" ".join(f"{name}: not to be had: {reason}." for name, reason in reasons.items()))
    run_process(
        *(CHECKOUT / name for name in WATCHED),
        target=f"'{sys.executable}' -m config.development.group",
        target_type="command",
        watch_filter=PythonFilter(extra_extensions=[".html"]),
        # A task of a moment ends first; a long one is delivered again.
        sigint_timeout=20,
        sigkill_timeout=5,
    )


if __name__ == "__main__":
    main()
