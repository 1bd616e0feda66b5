"""Comparing the photos of two versions."""

from issues.history.photos import photo_changes


def photo(pk, **fields):
    return {
        "pk": pk,
        "sha256": f"sha{pk}",
        "focal_x": 0.5,
        "focal_y": 0.5,
        "alt": f"Photo {pk}",
    } | fields


def test_photos_that_came_and_went():
    came, went = photo_changes([photo(1)], [photo(2)])
    assert (came.old, came.new["pk"]) == (None, 2)
    assert (went.old["pk"], went.new) == (1, None)


def test_what_is_said_of_a_photo():
    (change,) = photo_changes(
        [photo(1, caption="A tent", credit="IOM")], [photo(1, caption="Two tents", credit="IOM")]
    )
    assert list(change.texts) == ["caption"]
    assert "<del>A tent</del>" in change.texts["caption"].html


def test_another_focal_point_and_another_file():
    (change,) = photo_changes([photo(1)], [photo(1, focal_x=0.25, sha256="other")])
    assert change.focal == ((50, 50), (25, 50))
    assert change.is_other_picture


def test_only_the_photo_that_moved_is_said_to_have_moved():
    three = [photo(1), photo(2), photo(3)]
    changes = photo_changes(three, [three[2], three[0], three[1]])
    assert [(c.new["pk"], c.places) for c in changes] == [(3, (3, 1)), (1, None), (2, None)]


def test_nothing_changed():
    assert not any(c.is_changed for c in photo_changes([photo(1), photo(2)], [photo(1), photo(2)]))


def test_a_photo_that_goes_does_not_make_the_others_move():
    changes = photo_changes([photo(1), photo(2), photo(3)], [photo(2), photo(3)])
    assert [c.places for c in changes] == [None, None, None]
