import pytest

from issues.prose_parts import part_beside_photo, top_blocks, with_headings, with_speakers


def p(length, sign="a"):
    return f"<p>{sign * length}</p>"


@pytest.mark.parametrize(
    ("html", "opening", "rest"),
    [
        ("", "", ""),
        (p(900), p(900), ""),
        (p(600) + p(600, "b"), p(600), p(600, "b")),
        (p(300) + p(300, "b") + p(600, "c"), p(300) + p(300, "b"), p(600, "c")),
        (p(2000), p(2000), ""),
        (p(900) + p(100, "b"), p(900) + p(100, "b"), ""),
        (p(600) + "<h3>Next</h3>" + p(600, "b"), p(600), "<h3>Next</h3>" + p(600, "b")),
        (p(9) + "<table><tr><td>1</td></tr></table>", p(9), "<table><tr><td>1</td></tr></table>"),
    ],
)
def test_what_stands_beside_a_photo_and_what_runs_on_below(html, opening, rest):
    assert part_beside_photo(html) == (opening, rest)


def test_a_heading_is_never_left_at_the_end_of_what_stands_beside():
    html = p(400) + "<h3>" + "t" * 150 + "</h3>" + p(900, "b")
    opening, rest = part_beside_photo(html)
    assert opening == p(400)
    assert rest.startswith("<h3>")


def test_blocks_are_the_outermost_elements():
    blocks = ["<ul><li>a<ul><li>b</li></ul></li></ul>", "<hr>", "<p>c<br>d</p>"]
    assert top_blocks("".join(blocks)) == blocks


def test_headings_move_together_with_their_ends():
    html = "<h4>a</h4><h3>b</h3><h4>c</h4>"
    assert with_headings(html, 4) == "<h4>a</h4><h4>b</h4><h5>c</h5>"


def test_the_last_line_of_a_quotation_with_a_dash_is_its_speaker():
    html = (
        "<p>a</p><blockquote><p>“We waited.”</p><p>— A. <em>Karimova</em>, driver</p></blockquote>"
        "<blockquote><p>No speaker.</p></blockquote><p>— not quoted</p>"
    )
    assert with_speakers(html) == (
        '<p>a</p><blockquote class="quote"><p>“We waited.”</p>'
        '<p class="speaker">— A. <em>Karimova</em>, driver</p></blockquote>'
        "<blockquote><p>No speaker.</p></blockquote><p>— not quoted</p>"
    )
