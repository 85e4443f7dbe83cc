"""The broker in memory was empty when this process began: nothing that was reserved for a message is on its way.

The reservations would run out by themselves; this only saves the wait. Claims are left alone: another process, like
`manage.py ingest`, may hold one.
"""

from ingest.models import CompanySchedule, Stage
from notifications.models import Delivery


def forget_messages() -> None:
    CompanySchedule.objects.filter(reserved_until__isnull=False).update(reserved_until=None, ticket=None)
    Delivery.objects.filter(reserved_until__isnull=False).update(reserved_until=None)
    Stage.objects.filter(queued_until__isnull=False).update(queued_until=None)
