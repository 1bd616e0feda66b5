"""An issue as a page whose stream holds sections, each a list of the articles below it."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page


class SectionBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=160)
    kind = blocks.ChoiceBlock(
        choices=[(kind, kind) for kind in ("figures", "articles", "feature", "contacts")]
    )
    starts_page = blocks.BooleanBlock(required=False)
    articles = blocks.ListBlock(blocks.PageChooserBlock(page_type="report.ArticlePage"))


class IssuePage(Page):
    number = models.PositiveSmallIntegerField(default=1)
    publication_date = models.DateField(null=True)
    sections = StreamField([("section", SectionBlock())], blank=True)

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("number"), FieldPanel("publication_date")]),
        FieldPanel("sections"),
    ]


class ArticlePage(Page):
    mission = models.CharField(max_length=80, blank=True)
    body = RichTextField(features=["h3", "h4", "bold", "italic", "ol", "ul", "link"])
    sources = models.CharField(max_length=400, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("mission"),
        FieldPanel("body"),
        InlinePanel("photos", label="Photos"),
        FieldPanel("sources"),
    ]


class ArticlePhoto(Orderable):
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey("wagtailimages.Image", on_delete=models.CASCADE, related_name="+")
    alt = models.CharField(max_length=250)
    caption = models.CharField(max_length=400, blank=True)
    credit = models.CharField(max_length=120, blank=True)

    panels = [
        FieldPanel("image"),
        MultiFieldPanel([FieldPanel("alt"), FieldPanel("caption"), FieldPanel("credit")]),
    ]
