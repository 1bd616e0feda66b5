"""The admin of missions, their people, hotlines and figures."""

from . import figure, figure_import, indicator, mission, people, team

__all__ = ["figure", "figure_import", "indicator", "mission", "people", "team"]
