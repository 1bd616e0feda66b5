"""Admin classes that show people only the rows of their own missions.

*Which acts* is the role's matter (``missions.permissions``); *which rows* is the querysets':
``visible_to(user)`` may be read, ``editable_by(user)`` may be changed. The classes here ask them
on every path: lists, forms, inlines, choices of fields, filters, actions, history. A row that is
not visible is answered exactly as a row that does not exist.
"""

import js_asset
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import IntegrityError, models
from django.forms import DateInput, ModelForm
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from missions.models import Mission
from missions.models.mission import writes_everywhere
from reportcms import versions
from reportcms.numbers import NumberField
from reportcms.prose import ProseField, clean_prose

from .matching import matching


def visible(queryset, user):
    """Return the rows of ``queryset`` that ``user`` may read.

    Models without ``visible_to`` are the whole region's, and guarded by permission alone.
    """
    scope = getattr(queryset, "visible_to", None)
    return scope(user) if scope else queryset


def only_mission(user):
    """Return the mission of somebody who writes for just one; nobody asks them for it."""
    own = list(Mission.objects.editable_by(user)[:2])
    return own[0] if len(own) == 1 and not writes_everywhere(user) else None


def is_editable(obj, user):
    """Say whether ``user``'s missions may change ``obj`` now."""
    rows = type(obj)._default_manager.all()
    scope = getattr(rows, "editable_by", None) or getattr(rows, "visible_to", None)
    return scope(user).filter(pk=obj.pk).exists() if scope else True


class DayInput(DateInput):
    """The browser's own calendar; it speaks the reader's language and works by keyboard."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class StaffForm(ModelForm):
    """A form whose labels stand above their fields, without a colon."""

    def __init__(self, *args, label_suffix="", **kwargs):
        super().__init__(*args, label_suffix=label_suffix, **kwargs)


class ScopedFields:
    """What forms and inlines share: scoped choices, plain controls, names for every control."""

    form = StaffForm
    formfield_overrides = {
        models.DateField: {"widget": DayInput},
        models.DecimalField: {"form_class": NumberField},
    }

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", self.choices(db_field, request))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "mission" and not writes_everywhere(request.user):
            field.required = True  # empty would mean the regional office
            field.empty_label = None
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", self.choices(db_field, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def choices(self, db_field, request):
        """Return the rows a relation may be set to."""
        rows = db_field.remote_field.model._default_manager.all()
        if db_field.name == "mission":
            return rows.editable_by(request.user)
        return visible(rows, request.user)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class Rendered:
    """A rich text to look at, for those who may not change it."""

    def __init__(self, field):
        self.field = field
        self.__name__ = f"{field.name}_shown"
        self.short_description = field.verbose_name

    def __call__(self, obj):
        return SafeString(clean_prose(getattr(obj, self.field.name))) or "–"


class ScopedAdmin(ScopedFields, admin.ModelAdmin):
    """A ``ModelAdmin`` for rows of missions."""

    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    added_in_rows = False  # whether people enter several one after another

    def get_queryset(self, request):
        return visible(super().get_queryset(request), request.user)

    def get_search_results(self, request, queryset, search_term):
        """Find words in any order, case and apostrophe; no row comes twice."""
        return matching(queryset, search_term, self.get_search_fields(request)), False

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and (
            obj is None or self.is_visible(request, obj)
        )

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or is_editable(obj, request.user)
        )

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (
            obj is None or is_editable(obj, request.user)
        )

    def is_visible(self, request, obj):
        return visible(self.model._default_manager.filter(pk=obj.pk), request.user).exists()

    def get_fieldsets(self, request, obj=None):
        parts = self.form_parts(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return parts
        return [
            (name, {**options, "fields": [self.to_look_at(f) for f in options["fields"]]})
            for name, options in parts
        ]

    def form_parts(self, request, obj=None):
        """Return the fieldsets of the form, as somebody who may change it sees them."""
        return super().get_fieldsets(request, obj)

    def to_look_at(self, name):
        """Return what shows the field ``name`` when nothing can be changed."""
        field = isinstance(name, str) and next(
            (f for f in self.opts.concrete_fields if f.name == name), None
        )
        return Rendered(field) if isinstance(field, ProseField) else name

    def render_change_form(self, request, context, *args, **kwargs):
        # The rich text editor brings an import map, which the policy lets in by its nonce.
        context["faults"] = list(faults(context))
        context["show_save_and_add_another"] = self.added_in_rows
        context["media"] = js_asset.Media.from_media(context["media"], nonce=request.csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if change and versions.is_kept(self.model):
            versions.keep_stored(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Save the inlines; then keep a version of the whole, if anything changed."""
        super().save_related(request, form, formsets, change)
        if versions.is_kept(self.model):
            versions.keep(form.instance, by=request.user)

    def delete_view(self, request, object_id, extra_context=None):
        """Delete, or say that the database still needs the row (frozen rows refer to it)."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError:
            self.say_still_needed(request)
            opts = self.model._meta
            return HttpResponseRedirect(
                reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[object_id])
            )

    def changelist_view(self, request, extra_context=None):
        titled = {"title": capfirst(self.opts.verbose_name_plural)} | (extra_context or {})
        try:
            return super().changelist_view(request, titled)
        except IntegrityError:  # from the action “delete selected”
            self.say_still_needed(request)
            return HttpResponseRedirect(request.get_full_path())

    def say_still_needed(self, request):
        messages.error(
            request,
            _("Nothing was deleted: a published edition or the ledger of figures refers to it."),
        )


def faults(context):
    """Yield each thing wrong in a form and its inlines: the control's id, its label, the message."""
    inlines = context["inline_admin_formsets"]
    inner = [form for inline in inlines for form in inline.formset.forms]
    for form in [context["adminform"].form, *inner]:
        for name, errors in form.errors.items():
            field = form[name] if name in form.fields else None
            for message in errors:
                yield {
                    "id": field.id_for_label if field else "",
                    "label": capfirst(field.label) if field else "",
                    "message": message,
                }
    for inline in inlines:
        for message in inline.formset.non_form_errors():
            yield {
                "id": f"{inline.formset.prefix}-group",
                "label": capfirst(inline.opts.verbose_name_plural),
                "message": message,
            }


class ScopedInline(ScopedFields):
    """An inline whose rows are scoped too; mix it in before Django's inline classes."""

    extra = 0

    def get_queryset(self, request):
        return visible(super().get_queryset(request), request.user)

    def get_formset(self, request, obj=None, **kwargs):
        kwargs.setdefault("formset", named_delete(self.formset, self.verbose_name))
        return super().get_formset(request, obj, **kwargs)


def named_delete(formset, name):
    """Return ``formset`` with the tick box “delete” named, which a table cell leaves bare."""

    class NamedDelete(formset):
        def add_fields(self, form, index):
            super().add_fields(form, index)
            if "DELETE" in form.fields:
                form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete this %(name)s") % {
                    "name": name
                }

    return NamedDelete


class ScopedTabularInline(ScopedInline, admin.TabularInline):
    """A table of rows: each control says what it is, since it has no label of its own."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", capfirst(field.label))
        return field


class ScopedStackedInline(ScopedInline, admin.StackedInline):
    """A card for each row."""
