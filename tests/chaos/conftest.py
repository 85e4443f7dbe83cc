from tests.installation.fixture import installation

__all__ = ["installation"]
