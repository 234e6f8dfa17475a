"""Writes the tables of values in chart/README.md from the comments of the two values.yaml.

    /usr/bin/python3 tests/chart/readme.py

What stands above a key describes it. test_values.py fails when the tables are out of date.
"""

import dataclasses
import json
import re

import yaml

from charts import AGENT, CHART

README = CHART / "README.md"
TABLES = {"telepresence": (CHART / "values.yaml", ""),
          "ambassador-agent": (AGENT / "values.yaml", "ambassador-agent.")}


@dataclasses.dataclass
class Row:
    path: str
    default: object
    description: str


def comment_above(lines, line):
    """The comment that ends above `line` (from 0), as one text."""
    words = []
    while line > 0 and re.match(r"\s*# (?!--)", lines[line - 1]):
        line -= 1
        words.insert(0, lines[line].strip()[2:])
    return " ".join(words)


def rows(path):
    """One for each value: a scalar, a list, or a map that has no comments inside."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()

    def walk(node, prefix):
        for key, value in node.value:
            name, line = prefix + key.value, key.start_mark.line
            end = value.end_mark.line
            has_comments = any("#" in inner for inner in lines[line + 1:end])
            if isinstance(value, yaml.MappingNode) and value.value and has_comments:
                yield from walk(value, name + ".")
            elif isinstance(value, yaml.MappingNode) and value.value and is_section(value):
                yield from walk(value, name + ".")
            else:
                default = yaml.constructor.SafeConstructor().construct_document(value)
                yield Row(name, default, comment_above(lines, line))

    def is_section(node):
        return all(isinstance(inner, yaml.MappingNode) for _, inner in node.value)

    yield from walk(yaml.compose(text), "")


def shown(default):
    if default is None:
        return "unset"
    return f"`{json.dumps(default)}`" if default == "" or not isinstance(default, str) \
        else f"`{default}`"


def table(name):
    path, prefix = TABLES[name]
    lines = ["| value | default | what it is for |", "| --- | --- | --- |"]
    for row in rows(path):
        description = row.description.replace("|", "\\|").replace("<", "&lt;")
        lines.append(f"| `{prefix}{row.path}` | {shown(row.default)} | {description} |")
    return "\n".join(lines) + "\n"


def with_tables(text):
    """`text` with each table put between its marks."""
    for name in TABLES:
        begin, end = f"<!-- values of {name} -->\n", f"<!-- end of {name} -->\n"
        before, rest = text.split(begin)
        text = before + begin + "\n" + table(name) + "\n" + end + rest.split(end)[1]
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
