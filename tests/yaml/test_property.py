"""Documents that are made up, with all that YAML 1.1 takes for something else."""

import random

import pytest
import yaml

SEED, DOCUMENTS = 20261126, 800

WORDS = [cased
         for word in ["y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", ".nan"]
         for cased in (word, word.capitalize(), word.upper(), word[0] + word[1:].upper())]
NUMBERS = ["0", "7", "007", "08", "0o17", "0O17", "0x1F", "0X1f", "0b101", "0B1", "0x", "0b", "0x_",
           "0_x1f", "0b_", "1_000", "_1", "-_1", "1__0", "1_000.5_0", "+1", "-1", "+", "-", "--1",
           "1e3", "1E3", "1e+3", "1.e3", "1e", "e3", "1.5e-7", ".5", "5.", ".", "..", "-.5", "._5",
           "+.inf", "-.INF", "+.nan", "Infinity", "NaN", "1:30", "190:20:30", "1:30.5", "-1:2",
           "1:60", "1:", ":1", "1:30:", "0:0", "10,5", "1.2.3", "2.18.1", "v1", "123-a",
           "99999999999999999999", "0" * 70, "1" * 400, "-0", "0.0", "1 000", "1e3e3", "0x1p-2"]
DATES = ["2001-12-14", "2001-1-2", "2001-13-99", "20011-12-14", "2001-12", "2001-12-14T21:59:43Z",
         "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "2001-12-14 21:59", "12:30",
         "2001-12-14T", "2001-12-14\t1:2:3", "2001-12-14a"]
MARKS = ["- x", "-x", "-", "? x", "?x", "?", ": x", ":x", ":", "x:", "a: b", "a:b", "a:\tb", "a #b",
         "a#b", "#x", "# x", "a\t#b", "%x", "%YAML 1.2", "@x", "`x`", "!x", "!!str 1", "&x", "*x",
         "|", ">", "|-", ">+ x", "[", "]", "[a]", "{", "}", "{a: b}", ",", "a, b", "a,b", "'", "''",
         "'a'", "\"", "\"a\"", "a'b", "a\"b", "\\", "\\n", "a\\", "\\x41", "---", "--- a", "...",
         "... a", "----", "-- -", "<<", "=", "~", "~a", "", " ", "  ", "\t", " a", "a ", "a  b",
         "\ta", "a\t", "a\tb", "$x", "a: ", "a\n", "/", "//", "a: b: c", "- - x", "? - x", "!", "&",
         "*", "x: y\n", "key: [a, b]", "null ", " null", "~ "]
LINES = ["a\nb", "a\n", "a\n\n", "\na", "\n", "\n\n", " a\nb", "a\n b", "a\n  \nb", "a\r\nb", "a\rb",
         "\r", "a\n---\nb", "a\n...\n", "a\n# b", "- a\n- b\n", "a: b\nc: d\n", "\ta\n\tb", "a \nb ",
         "a\n\tb", "a\n%b"]
CHARACTERS = ["\x00", "\x01", "\x07", "\x1b[31m", "\x7f", "\x80", "\x85", "a\x85b", "\x9f", "\xa0",
              "\xa0a\xa0", "\u2028", "a\u2028b", "\u2029", "\ufeff", "\ufeffa", "a\ufeff", "\ufffd",
              "\ud7ff", "\ue000", "\U0001f680", "\U0010fffd", "é", "ü: ß", "日本語", "\u200b", "\u202ea", "e\u0301", "\U0001f680\u2028"]
LONG = ["x" * 130, "x" * 2000, "é" * 120, "é" * 600, "\x01" * 300, "a b " * 300, "- " * 600,
        "\U0001f680" * 300, "\u2028" * 100]
TEXTS = WORDS + NUMBERS + DATES + MARKS + LINES + CHARACTERS + LONG
# Beyond 2^53 helm has no integers.
SCALARS = [None, True, False, 0, -1, 17, 2**53, 1.5, -0.25, 1e20, -1e-7, 1.5e300, 5e-324, 100.0]


def scalar(chance):
    if chance.random() < 0.25:
        return chance.choice(SCALARS)
    text = chance.choice(TEXTS)
    while chance.random() < 0.2:
        text += chance.choice(["", " ", "\n", ": "]) + chance.choice(TEXTS)
    return text


def value(chance, depth=0):
    kind = chance.random()
    if kind < 0.4 or depth > 4:
        return scalar(chance)
    size = chance.choice([0, 1, 1, 2, 3, 5])
    if kind < 0.65:
        return [value(chance, depth + 1) for _ in range(size)]
    return {chance.choice(TEXTS): value(chance, depth + 1) for _ in range(size)}


def documents():
    """Every text by itself, as a key, in a list and in a map; and what chance makes of them."""
    chance = random.Random(SEED)
    plain = [*TEXTS, *SCALARS, [], {}]
    keys = [{text: text} for text in TEXTS]
    nested = [[plain, [plain]], {text: [text, {text: [text]}] for text in TEXTS}, [[[]], [{}], {}]]
    return plain + keys + nested + [value(chance) for _ in range(DOCUMENTS)]


def like(one, other):
    """Equal, and of the same types: 1 is not True."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(like(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(like, one, other))
    return type(one) is type(other) and one == other


def check(written, read, expected):
    assert like(read, expected), f"{expected!r} was written as {written!r}, which is {read!r}"


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_a_reader_of_yaml_1_1_reads_what_was_written(write, loader):
    made = documents()
    for document, text in zip(made, write(made), strict=True):
        assert text.endswith("\n")
        check(text, yaml.load(text, loader), document)


def as_helm(value):
    """In Go's JSON a number is a float, and objects are sorted."""
    if isinstance(value, dict):
        return {key: as_helm(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [as_helm(item) for item in value]
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number else value


def test_helm_reads_what_was_written(write, helm_reads):
    made = documents()
    [text] = write([{"documents": made}])
    read = helm_reads(text)["documents"]
    for document, found in zip(made, read, strict=True):
        check(document, as_helm(found), as_helm(document))
