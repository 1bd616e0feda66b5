"""Setting Issue 8 as PDF: ours against plain WeasyPrint, Chromium and Typst; then growth by pages.

All in one run on one machine, in turns, each in a warm process of its own. WeasyPrint and Chromium
get the very HTML, style sheets and pictures of ours; Typst sets the same texts and pictures from a
template of its own. Run with ``python -m bench pdf``.
"""

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
WARM_UPS = 2
SETTLE = 0.3
FITTED, WHOLE, PLAIN = (
    "ours, sheets already fitted",
    "ours, print_edition whole",
    "plain WeasyPrint",
)
CHROMIUM, TYPST = "Chromium", "Typst"
NAMES = (FITTED, WHOLE, PLAIN, CHROMIUM, TYPST)
PAGES = (3, 12, 48, 200)


def set_up():
    """Make the contenders importable in this process."""
    sys.path.insert(0, str(ROOT))
    os.environ |= {"DATA_DIR": tempfile.mkdtemp(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    import django  # noqa: PLC0415 -- after the environment

    django.setup()


def contend(name, connection):
    """Make a PDF whenever asked, and send seconds of wall and CPU time and the file."""
    set_up()
    from bench.contenders import MAKERS  # noqa: PLC0415 -- after django.setup

    run, clock = MAKERS[name]()
    for _warm_up in range(WARM_UPS):
        run()
    connection.send("ready")
    while connection.recv():
        cpu, wall = clock and clock(), time.perf_counter()
        data = run()
        wall = time.perf_counter() - wall
        if name == WHOLE:
            time.sleep(SETTLE)  # the child has to end before its time is counted
        connection.send((wall, clock and clock() - cpu, data))


def grow(count, connection):
    """Print about ``count`` pages and send the pages, the seconds and the peak memory in MiB."""
    set_up()
    from bench.contenders import print_pages  # noqa: PLC0415 -- after django.setup
    from issues.pdf.press import rehearse  # noqa: PLC0415 -- after django.setup

    rehearse()
    cpu, wall = time.process_time(), time.perf_counter()
    pages = print_pages(count)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = next(
        int(line.split()[1]) / 1024
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    connection.send((pages, cpu, wall, peak))


class Racer:
    """The process of one contender."""

    def __init__(self, context, target, *arguments):
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=target, args=(*arguments, theirs), daemon=True)
        self.process.start()
        theirs.close()

    def answer(self):
        return self.connection.recv()

    def ask(self):
        self.connection.send(True)
        return self.answer()

    def end(self):
        self.connection.send(False)
        self.process.join()


def compare(context):
    racers = {name: Racer(context, contend, name) for name in NAMES}
    for racer in racers.values():
        racer.answer()
    rounds = {name: [] for name in NAMES}
    for _round in range(ROUNDS):
        for name, racer in racers.items():
            rounds[name].append(racer.ask())
    for racer in racers.values():
        racer.end()
    return rounds


def print_comparison(rounds):
    from pypdf import PdfReader  # noqa: PLC0415 -- only to count pages

    plain_cpu = [cpu for _wall, cpu, _data in rounds[PLAIN]]
    chromium_wall = [wall for wall, _cpu, _data in rounds[CHROMIUM]]
    print(f"Issue 8, {ROUNDS} rounds in turns; ms as min / median; ratios of medians")
    print(
        f"{'':<29}{'wall':>15}{'CPU':>15}{'CPU : plain':>13}{'wall : Chromium':>17}"
        f"{'pages':>7}{'KB':>7}"
    )
    for name, made in rounds.items():
        walls, cpus = [m[0] for m in made], [m[1] for m in made]
        data = made[-1][2]
        timed = cpus[0] is not None
        ratio = f"{statistics.median(cpus) / statistics.median(plain_cpu):.2f}" if timed else "–"
        wall_ratio = statistics.median(walls) / statistics.median(chromium_wall)
        print(
            f"{name:<29}{low_and_middle(walls):>15}{low_and_middle(cpus) if timed else '–':>15}"
            f"{ratio:>13}{wall_ratio:>17.2f}{len(PdfReader(BytesIO(data)).pages):>7}"
            f"{len(data) / 1000:>7.0f}"
        )
    print(
        "Only ours is PDF/UA-1 and PDF/A-3a with the figures inside; plain WeasyPrint is untagged;\n"
        "Typst is PDF/UA-1; Chromium is tagged but neither, and lacks the running head and foot\n"
        "that its engine does not know. Whole is copyfitting, layout, proofreading and writing."
    )


def low_and_middle(seconds):
    return f"{min(seconds) * 1000:.0f} / {statistics.median(seconds) * 1000:.0f}"


def print_growth(context):
    print("\nOurs by pages: copyfitting, layout, proofreading and writing in a warm process")
    print(f"{'pages':>6}{'CPU s':>9}{'wall s':>9}{'CPU ms a page':>15}{'peak MiB':>10}")
    points = []
    for count in PAGES:
        racer = Racer(context, grow, count)
        pages, cpu, wall, peak = racer.answer()
        racer.process.join()
        points.append((pages, cpu, peak))
        print(f"{pages:>6}{cpu:>9.2f}{wall:>9.2f}{cpu / pages * 1000:>15.0f}{peak:>10.0f}")
    pages, cpus, peaks = zip(*points, strict=True)
    for name, values, unit, scale in (("CPU", cpus, "ms", 1000), ("peak", peaks, "MiB", 1)):
        slope, start = statistics.linear_regression(pages, values)
        fit = statistics.correlation(pages, values) ** 2
        print(
            f"{name} = {start * scale:.1f} {unit} + {slope * scale:.2f} {unit} a page, R² = {fit:.4f}"
        )


def main():
    sys.path.insert(0, str(ROOT))
    context = multiprocessing.get_context("spawn")
    print_comparison(compare(context))
    print_growth(context)


if __name__ == "__main__":
    main()
