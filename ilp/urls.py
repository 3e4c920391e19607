"""The site map: every room brings its own addresses."""

from django.conf import settings
from django.urls import include, path

from ilp.base import views

urlpatterns = [
    path("ping", views.ping, name="ping"),
    path("health", views.health, name="health"),
    path("bahasa/", include("django.conf.urls.i18n")),
    path("api/schema/", views.schema, name="schema"),
    path("", include("ilp.access.urls")),
    path("", include("puskesmas.urls")),
    path("", include("posyandu.urls")),
    path("", include("pws.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("components/", views.components, name="components"))

handler400 = "ilp.base.views.bad_request"
handler403 = "ilp.base.views.denied"
handler404 = "ilp.base.views.not_found"
handler500 = "ilp.base.views.broken"
