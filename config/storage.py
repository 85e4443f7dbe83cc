"""A storage back-end out of one address, for Django's STORAGES."""

from typing import Any
from urllib.parse import unquote, urlsplit


def storage_of(url: str) -> dict[str, Any]:
    """`file:///folder`, or `s3://bucket/folder` with the credentials and the endpoint in AWS's usual variables."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        options = {"bucket_name": parts.netloc, "location": unquote(parts.path.strip("/"))}
        return {"BACKEND": "config.s3_storage.BoundedS3Storage", "OPTIONS": options}
    options = {"location": unquote(parts.path)}
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
