"""S3, or whatever speaks its protocol. Needs the extra `storage`; imported only where settings name it."""

from botocore.config import Config
from storages.backends.s3 import S3Storage


class BoundedS3Storage(S3Storage):  # type: ignore[misc]  # django-storages publishes no types.
    """django-storages' own, in which no wait is longer than a task can bear: boto's defaults are five minutes."""

    client_config = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 2})
    file_overwrite = True
