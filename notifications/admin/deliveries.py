from django.contrib import admin

from config.admin_pages import ReadOnlyAdmin
from notifications.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("digest", "subscriber", "state", "attempts", "retry_at", "settled_at", "answer")
    list_filter = ("state",)
    list_select_related = ("digest__subscriber",)
    search_fields = ("=digest__subscriber__email", "=digest__message_id")
    ordering = ("-digest_id",)

    @admin.display(description="to")
    def subscriber(self, delivery: Delivery) -> str:
        return delivery.digest.subscriber.email
