"""Start what is not up yet, and say what is used and how: `python -m config.development.start [NAME ...]`."""

import sys

from config.development import opensearch, postgresql, rabbitmq
from config.development.processes import NotStarted
from config.development.running import Server, address_of, only_one, record, recorded

KINDS = {kind.NAME: kind.get for kind in (postgresql, rabbitmq, opensearch)}


def start(names: list[str]) -> tuple[dict[str, Server], dict[str, str]]:
    """The servers by name, and why those that are missing could not be had."""
    reasons = {}
    with only_one():
        servers = recorded()
        for name in names:
            known = servers.pop(name, None)
            try:
                servers[name] = known if known and known.is_up() else KINDS[name]()
            except NotStarted as reason:
                reasons[name] = str(reason)
            record(servers)
    return servers, reasons


def main() -> int:
    names = sys.argv[1:] or list(KINDS)
    if unknown := set(names) - set(KINDS):
        print(f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join(KINDS)}.", file=sys.stderr)
        return 2
    servers, reasons = start(names)
    for name in names:
        if name in servers:
            print(f"{servers[name].label} at {address_of(servers[name].url)}")
        else:
            print(f"{name}: not to be had: {reasons[name]}")
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main())
