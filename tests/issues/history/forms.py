"""Admin forms as a browser would send them back."""


def posted(response):
    """Return the fields of the admin form in ``response`` with the values they were shown with."""
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or value is False or bound.field.widget.needs_multipart_form:
                continue
            data[bound.html_name] = bound.field.prepare_value(value)
    return data
