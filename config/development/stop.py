"""Stop what `config.development.start` started, and nothing else."""

from config.development.running import only_one, record, recorded


def main() -> None:
    with only_one():
        for server in recorded().values():
            if server.is_up():
                server.stop()
                print(f"{server.label}: stopped")
        record({})


if __name__ == "__main__":
    main()
