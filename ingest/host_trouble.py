"""What a run's failure means for its host, and for the companies that share it."""

from ingest.fetching import FetchFailed
from ingest.hosts.breaker import count_failed_run
from ingest.hosts.siblings import put_off
from ingest.models.run import Outcome
from ingest.visit import Visit


def note_trouble(visit: Visit, failure: FetchFailed) -> None:
    """Count a failure of the host once for the run; put its companies off where it must not be asked for a while."""
    if not failure.host:
        return
    is_closed = failure.kind == Outcome.THROTTLED and failure.was_asked
    if failure.host_failed:
        is_closed = count_failed_run(failure.host, visit.claim.company_id)
    if is_closed:
        put_off(failure.host, visit.at)
