"""Versions of what people write: kept at every save, compared, restored, brought back."""
