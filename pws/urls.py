"""Addresses of PWS: landing page, boards, desa, names behind numbers, catalogue, API."""

from django.urls import include, path

from pws.api import views as api
from pws.views import (
    boards,
    catalogue,
    closing,
    comparing,
    desa,
    diseases,
    graph,
    home,
    lists,
    maps,
    matrix,
    quality,
    restating,
    sasaran,
    signing,
    situation,
)

_pages = [
    path("pws/puskesmas/<int:pk>/", boards.board, name="board"),
    path("pws/kabupaten/<str:code>/", boards.district, name="district"),
    path("pws/desa/<str:code>/", desa.desa, name="desa"),
    path("pws/desa/<str:code>/situasi/", situation.desa_situation, name="situation"),
    path("pws/matriks/", matrix.heat, name="heat"),
    path("pws/peta/", maps.choropleth, name="map"),
    path("pws/penyakit/", diseases.dominant, name="dominant"),
    path("pws/penyakit/nama/", diseases.disease_people, name="disease_people"),
    path("pws/banding/", comparing.compare, name="compare"),
    path("pws/grafik/", graph.pws_graph, name="graph"),
    path("pws/nama/", lists.names, name="names"),
    path("pws/belum/", lists.missed, name="missed"),
    path("pws/mutu/", quality.quality, name="quality"),
    path("pws/tutup-bulan/", closing.closing, name="closing"),
    path("pws/tutup-bulan/posyandu/", signing.sign_posyandu, name="sign_posyandu"),
    path("pws/tutup-bulan/puskesmas/<int:pk>/", signing.sign_month, name="sign_month"),
    path("pws/tutup-bulan/puskesmas/<int:pk>/setujui/", signing.approve_month, name="approve_month"),
    path("pws/tutup-bulan/<int:pk>/buka/", signing.reopen_month, name="reopen_month"),
    path("pws/tutup-bulan/tanda-tangan/", closing.signed_notice, name="signed"),
    path("pws/perubahan/", restating.restated, name="restatements"),
    path("pws/indikator/", catalogue.indicators, name="indicators"),
    path("sasaran/", sasaran.sasaran, name="sasaran"),
    path("sasaran/proyeksi/", sasaran.project, name="project_sasaran"),
    path("sasaran/parameter/<str:code>/", sasaran.sasaran_parameter, name="sasaran_parameter"),
    path("sasaran/<str:code>/<str:kind>/", sasaran.sasaran_figure, name="sasaran_figure"),
    path("api/pws/indikator/", api.indicators, name="api_indicators"),
    path("api/pws/desa/<str:code>/", api.desa_numbers, name="api_desa"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("", include((_pages, "pws"))),
]
