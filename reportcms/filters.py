"""Filters of addresses that read one way of writing only."""

import django_filters
from django import forms


class WholeNumberFilter(django_filters.NumberFilter):
    """A year or the number of an issue, 1 to 9999: 2020.5 is none of them."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=9999, **kwargs)

    def get_max_validator(self):
        return None  # the largest value is said above


class IsoDateFilter(django_filters.DateFilter):
    """A day as 2020-12-31, in whatever language the site is read: 10/11/2020 is two days."""

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
