from django.urls import URLPattern

app_name = "puskesmas"
urlpatterns: list[URLPattern] = []
