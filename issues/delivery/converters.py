"""Parts of an address, so that views receive numbers and impossible ones are no address."""


class Count:
    """1 to 9999, written in one way only: no leading zero."""

    regex = "[1-9][0-9]{0,3}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


class Year(Count):
    regex = "[12][0-9]{3}"


class UnicodeSlug:
    """An article's address, in any alphabet."""

    regex = r"[-\w]+"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class CitationForm(UnicodeSlug):
    """A form in which reference managers read a citation."""

    regex = "bib|ris"
