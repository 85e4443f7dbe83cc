from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from config.admin_pages import ReadOnlyAdmin, note_action
from config.clock import clock
from ingest import stages
from notifications.models import Delivery
from notifications.unknown_deliveries import note_arrival, send_again


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("digest", "subscriber", "state", "attempts", "retry_at", "settled_at", "answer")
    list_filter = ("state",)
    list_select_related = ("digest__subscriber",)
    search_fields = ("=digest__subscriber__email", "=digest__message_id")
    ordering = ("-digest_id",)
    actions = ("send_again", "note_arrival")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("notifications.change_delivery"))

    @admin.display(description="to")
    def subscriber(self, delivery: Delivery) -> str:
        return delivery.digest.subscriber.email

    @admin.action(description="Unknown: send again, although it may arrive twice", permissions=["decide"])
    def send_again(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        sent = send_again([delivery.pk for delivery in deliveries], clock.now())
        stages.wake("mail")
        note_action(request, deliveries, "Asked to send it again if it was unknown.")
        messages.success(request, f"{sent} of the chosen ones were unknown and are sent again.")

    @admin.action(description="Unknown: it arrived", permissions=["decide"])
    def note_arrival(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        settled = note_arrival([delivery.pk for delivery in deliveries], clock.now())
        note_action(request, deliveries, "Said that it arrived if it was unknown.")
        messages.success(request, f"{settled} of the chosen ones were unknown and count as sent now.")
