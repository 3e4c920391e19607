from django.urls import path

from ilp.access import views

app_name = "access"
urlpatterns = [
    path("masuk/", views.login, name="login"),
    path("keluar/", views.logout, name="logout"),
    path("sandi/", views.password, name="password"),
    path("sesi/", views.sessions, name="sessions"),
    path("sesi/hidup/", views.alive, name="alive"),
    path("sesi/kembali/", views.back, name="back"),
    path("sesi/<str:mark>/akhiri/", views.end_session, name="end_session"),
    path("jejak/", views.audit_trail, name="audit"),
]
