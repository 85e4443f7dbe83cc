from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications import confirmation  # noqa: F401, PLC0415  Receivers register when the apps are loaded.
