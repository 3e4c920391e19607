"""Addresses of the posyandu: hari buka, entry, corrections, the page of a person."""

from django.urls import path

from posyandu import care_urls
from posyandu.api import views as api
from posyandu.views import card, card_elsewhere, corrections, day, days, entry, person, prints, reference

app_name = "posyandu"

urlpatterns = [
    path("hari-buka/", days.days, name="days"),
    path("hari-buka/rencana/", days.plan, name="plan"),
    path("hari-buka/<uuid:pk>/", day.day, name="day"),
    path("hari-buka/<uuid:pk>/ringkasan/", day.summary, name="summary"),
    path("hari-buka/<uuid:pk>/buka/", day.open_day, name="open_day"),
    path("hari-buka/<uuid:pk>/tutup/", day.close_day, name="close_day"),
    path("hari-buka/<uuid:pk>/validasi/", day.validate_day, name="validate_day"),
    path("hari-buka/<uuid:pk>/batal/", day.cancel_day, name="cancel_day"),
    path("hari-buka/<uuid:pk>/buka-lagi/", day.reopen_day, name="reopen_day"),
    path("hari-buka/<uuid:pk>/orang/<uuid:person_pk>/", entry.entry, name="entry"),
    path("hari-buka/<uuid:pk>/orang/<uuid:person_pk>/kartu/", card.card, name="card"),
    path("hari-buka/<uuid:pk>/orang/<uuid:person_pk>/hadir/", entry.attend, name="attend"),
    path("kunjungan/<uuid:pk>/koreksi/", corrections.correct, name="correct"),
    path("kunjungan/<uuid:pk>/hapus/", corrections.void, name="void"),
    path("kunjungan/<uuid:pk>/benar/", corrections.confirm, name="confirm"),
    path("orang/<uuid:pk>/", person.person, name="person"),
    path("orang/<uuid:pk>/kartu/", card_elsewhere.card, name="card_elsewhere"),
    path("orang/<uuid:pk>/kartu/<slug:form>.pdf", prints.card, name="print_card"),
    path("orang/<uuid:pk>/edukasi/<uuid:visit_pk>.pdf", prints.education, name="print_education"),
    path("acuan/", reference.numbers, name="reference"),
    path("acuan/<str:code>/", reference.change, name="change_reference"),
    *care_urls.urlpatterns,
    path("api/v1/hari-buka/<uuid:pk>/", api.SheetView.as_view(), name="api_sheet"),
    path("api/v1/hari-buka/<uuid:pk>/kunjungan/", api.VisitsView.as_view(), name="api_visits"),
]
