"""What the standalone mode cannot do, as one sentence for the person who started it."""


class StandaloneFailure(Exception):  # noqa: N818  It names what happened; manage.py prints it without a traceback.
    pass
