"""The admin of missions, their people, hotlines and figures."""

from . import figure, indicator, mission, people

__all__ = ["figure", "indicator", "mission", "people"]
