"""PostgreSQL, RabbitMQ and OpenSearch for developers and tests: private, on free loopback ports, under `var/`.

`python -m config.development.start [NAME ...]` starts what is not up yet and says what is used;
`python -m config.development.stop` ends, by process id, what was started here, and nothing else.
"""
