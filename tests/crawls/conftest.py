from tests.installation.fixture import ingestion

__all__ = ["ingestion"]
