"""Addresses of PWS: landing page, boards, desa, names behind numbers, catalogue, API."""

from django.urls import include, path

from pws.api import views as api
from pws.views import boards, catalogue, desa, home, lists

_pages = [
    path("pws/puskesmas/<int:pk>/", boards.board, name="board"),
    path("pws/kabupaten/<str:code>/", boards.district, name="district"),
    path("pws/desa/<str:code>/", desa.desa, name="desa"),
    path("pws/nama/", lists.names, name="names"),
    path("pws/belum/", lists.missed, name="missed"),
    path("pws/indikator/", catalogue.indicators, name="indicators"),
    path("api/pws/indikator/", api.indicators, name="api_indicators"),
    path("api/pws/desa/<str:code>/", api.desa_numbers, name="api_desa"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("", include((_pages, "pws"))),
]
