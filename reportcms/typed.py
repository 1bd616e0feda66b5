"""What somebody typed, as it can be stored."""


def typed_text(request, name):
    """Return the text posted as ``name``, "" if none; PostgreSQL stores no NUL, nobody types one."""
    return request.POST.get(name, "").replace("\x00", "")
