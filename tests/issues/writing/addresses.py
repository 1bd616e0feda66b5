from django.urls import reverse

PANEL = {"panel": "1"}


def url_of(name, article, *more):
    return reverse(f"admin:issues_article_{name}", args=[article.pk, *more])
