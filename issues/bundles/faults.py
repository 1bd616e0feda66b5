"""What is wrong with a bundle, said with its place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """Something about a bundle: ``place`` as in ``sections[1].articles[0].photos[2].alt``."""

    place: str
    message: str

    def __str__(self):
        return f"{self.place}: {self.message}"


class BundleRefused(Exception):
    """The bundle has faults and nothing of it was stored; ``faults`` lists all of them."""

    def __init__(self, faults):
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def place_of(path):
    """Write a path of keys and positions, ``("sections", 1, "title")``, as a place."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "issue.json"


class Findings:
    """Collects faults and notes; what follows from a fault already named stays unsaid."""

    def __init__(self):
        self.faults = []
        self.notes = []
        self._faulty = set()

    def fault(self, path, message):
        """Add a fault unless the place, or what it lies in, has been found faulty before."""
        path = tuple(path)
        if not self.is_faulty(path):
            self.faults.append(Remark(place_of(path), str(message)))
        self._faulty.add(path)

    def is_faulty(self, path):
        return any(path[:length] in self._faulty for length in range(1, len(path) + 1))

    def note(self, path, message):
        self.notes.append(Remark(place_of(path), str(message)))
