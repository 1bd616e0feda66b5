from django.urls import path

from missions import views

app_name = "missions"

urlpatterns = [
    path("missions/", views.mission_list, name="mission_list"),
    path("missions/<slug:slug>/", views.mission, name="mission"),
    path("hotlines/", views.hotlines, name="hotlines"),
]
