"""Addresses of people. The page of a person is the posyandu's, because it shows the visits."""

from django.urls import path

from puskesmas.views import people

app_name = "puskesmas"

urlpatterns = [
    path("orang/baru/", people.new_person, name="new_person"),
    path("orang/<uuid:pk>/perbaiki/", people.edit_person, name="edit_person"),
    path("orang/<uuid:pk>/pindah/", people.move, name="move_person"),
]
