from django.urls import path

from issues.following import pages

app_name = "following"

urlpatterns = [
    path("follow/", pages.follow, name="follow"),
    path("follow/confirm/", pages.confirm, name="confirm"),
    path("follow/choices/", pages.choices, name="choices"),
    path("follow/stop/", pages.stop, name="stop"),
]
