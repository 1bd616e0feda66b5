"""The admin of missions, their people, hotlines and figures."""

from . import figure, figure_import, indicator, mission, people

__all__ = ["figure", "figure_import", "indicator", "mission", "people"]
