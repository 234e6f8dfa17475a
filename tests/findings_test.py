"""Every finding that the program can tell has a heading in docs/troubleshooting.md, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# An id is the first thing that is said of a finding.
MADE = re.compile(r'\{\s*"([a-z]+(?:-[a-z]+)*)",\s*Severity::'
                  r'|\b(?:cause|error)\(\s*ErrorKind::\w+,\s*"([a-z]+(?:-[a-z]+)*)"'
                  r'|\b(?:error|warning)\(\s*"([a-z]+(?:-[a-z]+)*)"')


def ids_in_the_code():
    text = "\n".join(path.read_text() for path in sorted((ROOT / "src").rglob("*.cpp")))
    return {"".join(found) for found in MADE.findall(text)}


def headings():
    guide = (ROOT / "docs" / "troubleshooting.md").read_text()
    section = guide.split("\n## Findings\n")[1].split("\n## ")[0]
    return re.findall(r"^### (.+)$", section, re.MULTILINE)


def test_every_finding_has_its_heading():
    assert len(ids_in_the_code()) > 10
    assert headings() == sorted(ids_in_the_code())
