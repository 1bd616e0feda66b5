"""One thing that stops a publication or should worry, with its place and its remedy."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Finding:
    """One thing to mend: what is wrong, where, and the address of the form that mends it.

    ``answer_url`` is where a reason can be stated instead, if it can.
    """

    place: str
    message: str
    url: str
    blocks: bool = True
    answer_url: str = ""


def change_url(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])
