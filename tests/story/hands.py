"""Hands at a keyboard: whatever they do to a page a keyboard can do, and every stroke is counted."""

from dataclasses import dataclass, field

# The element a locator means has the focus, and Tab leads there, not a script alone.
ON_TAB_PATH = """element => element === document.activeElement
    && (element.tabIndex >= 0 || element.isContentEditable)"""


@dataclass
class Tally:
    """How often somebody went to a place on the screen, and how many characters were typed."""

    places: int = 0
    strokes: int = 0


@dataclass
class Book:
    """The tallies of a story, one for each step, in the order of the steps."""

    steps: dict[str, Tally] = field(default_factory=dict)

    def step(self, name):
        return self.steps.setdefault(name, Tally())

    def lines(self):
        """Yield the table: the step, the places gone to, the characters typed; then their sum."""
        width = max(map(len, self.steps), default=0)
        total = Tally()
        for name, tally in self.steps.items():
            total.places += tally.places
            total.strokes += tally.strokes
            yield f"{name:<{width}}  {tally.places:>4}  {tally.strokes:>5}"
        yield f"{'together':<{width}}  {total.places:>4}  {total.strokes:>5}"


class Hands:
    """One person's hands on one page, in one step of the story.

    A place counts once whether it is reached by Tab or by a click: a link, a button, a field. What
    is typed counts by the character, shortcuts by the stroke.
    """

    def __init__(self, page, tally):
        self.page, self.tally = page, tally

    def reach(self, target):
        target.focus()
        assert target.evaluate(ON_TAB_PATH), f"no way by keyboard to {target}"
        self.tally.places += 1

    def press(self, target, key="Enter"):
        """Go to ``target`` and press ``key`` there: Enter as a click would do."""
        self.reach(target)
        self.page.keyboard.press(key)

    def again(self, key):
        """Press ``key`` once more where the focus is."""
        self.page.keyboard.press(key)
        self.tally.strokes += 1

    def type(self, target, text):
        """Replace what stands in ``target`` by ``text``."""
        self.reach(target)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)
        self.tally.strokes += len(text)

    def choose(self, target, **option):
        """Choose in a list; counted as going there and one stroke."""
        self.reach(target)
        target.select_option(**option)
        self.tally.strokes += 1

    def pick_moment(self, target, value):
        """Fill a box of the browser for days and times, typed digit by digit in its own format."""
        self.reach(target)
        target.fill(value)
        self.tally.strokes += sum(map(str.isdecimal, value))

    def choose_file(self, target, **file):
        """Choose a file; the dialog is the system's, and counted as one stroke."""
        self.reach(target)
        target.set_input_files(file)
        self.tally.strokes += 1
