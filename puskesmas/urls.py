"""Addresses of people, accounts and facilities.

The page of a person is the posyandu's, because it shows the visits.
"""

from django.urls import path

from puskesmas.views import facilities, people, users

app_name = "puskesmas"

urlpatterns = [
    path("orang/baru/", people.new_person, name="new_person"),
    path("orang/<uuid:pk>/perbaiki/", people.edit_person, name="edit_person"),
    path("orang/<uuid:pk>/pindah/", people.move, name="move_person"),
    path("pengguna/", users.user_list, name="users"),
    path("pengguna/baru/", users.new_user, name="new_user"),
    path("pengguna/<int:pk>/", users.edit_user, name="edit_user"),
    path("pengguna/<int:pk>/sandi/", users.reset_password, name="reset_password"),
    path("fasilitas/", facilities.facility_list, name="facilities"),
    path("fasilitas/baru/", facilities.new_facility, name="new_facility"),
    path("fasilitas/<int:pk>/", facilities.edit_facility, name="edit_facility"),
]
