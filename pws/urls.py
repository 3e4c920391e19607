from django.urls import URLPattern

app_name = "pws"
urlpatterns: list[URLPattern] = []
