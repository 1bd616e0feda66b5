"""Make one issue of the size that ``bench.admin`` asks for, and print the ids of its pages."""

import json
import sys
from io import BytesIO
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.files.images import ImageFile
from django.core.management.base import BaseCommand
from wagtail.images import get_image_model
from wagtail.models import Page, Site
from wagtail_newsroom.report.models import ArticlePage, ArticlePhoto, IssuePage


class Command(BaseCommand):
    help = "Reads from standard input what bench.newsroom_content.described() returns."

    def add_arguments(self, parser):
        parser.add_argument("picture", type=Path)

    def handle(self, *, picture, **options):
        told = json.load(sys.stdin)
        get_user_model().objects.create_superuser("editor", "", told["password"])
        image = get_image_model()(title="Blue field")
        image.file = ImageFile(BytesIO(picture.read_bytes()), name="photo.jpg")
        image.save()
        root = Page.objects.get(depth=1).add_child(title="Reports", slug="reports")
        Site.objects.update(root_page=root, is_default_site=True)
        issue = IssuePage(title="Issue 9", number=9, publication_date="2020-12-24")
        root.add_child(instance=issue)
        blocks, first = [], None
        for section in told["sections"]:
            pages = []
            for article in section["articles"]:
                page = ArticlePage(
                    title=article["title"], mission=article["mission"], body=article["body"]
                )
                issue.add_child(instance=page)
                for number in range(article["photos"]):
                    ArticlePhoto.objects.create(
                        page=page, image=image, alt="Blue field", credit="IOM", sort_order=number
                    )
                page.save_revision()
                pages.append(page.pk)
                first = first or page.pk
            value = {"title": section["title"], "kind": section["kind"], "articles": pages}
            blocks.append({"type": "section", "value": value | {"starts_page": False}})
        issue.sections = json.dumps(blocks)
        issue.save_revision().publish()
        self.stdout.write(json.dumps({"issue": issue.pk, "article": first}))
