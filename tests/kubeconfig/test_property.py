"""Kubeconfigs in random styles, always the same ones: set, set again, unset."""

import copy
import json
import random

import pytest
import yaml

from shapes import USER

SEED = 20260301
FILES = 400
# Every so many-th is given to kubectl too, which takes longer.
KUBECTL_EACH = 20


class Flow(str):
    """A text that stands as it is."""


class Writer:
    """Writes mappings, lists and texts as YAML, choosing a style for each anew."""

    def __init__(self, generator):
        self.generator = generator
        self.step = generator.choice([2, 2, 4])
        self.flow_share = generator.choice([0, 0.1, 0.4, 1])
        self.comment_share = generator.choice([0, 0, 0.2])
        self.blank_share = generator.choice([0, 0, 0.15])
        self.list_offset = generator.choice([0, 0, 2, 4])
        self.wide = generator.choice([2, 2, 2, 4])
        self.mixed = generator.random() < 0.3

    def chance(self, share):
        return self.generator.random() < share

    def text(self, text, flow):
        if isinstance(text, Flow):
            # For nothing at all within brackets see test_what_stood_for_null_comes_back.
            return str(text) or ("null" if flow else "")
        quoted = ["'" + text.replace("'", "''") + "'", json.dumps(text, ensure_ascii=False)]
        plain = text.replace("-", "").replace(".", "").isalpha()
        if text.startswith("https://") and not flow:
            plain = True
        return self.generator.choice([text, text, *quoted]) if plain else \
            self.generator.choice(quoted)

    def comment(self):
        return self.generator.choice(["  # näher", " # it's {so}: [much", ""]) \
            if self.chance(self.comment_share) else ""

    def lines_between(self, indent):
        lines = []
        if self.chance(self.blank_share):
            lines.append("")
        if self.chance(self.comment_share):
            lines.append(" " * self.generator.choice([0, indent, indent + 2]) + "# - name: not")
        return lines

    def flow(self, value):
        space = self.generator.choice(["", "", " "])
        comma = self.generator.choice([", ", ", ", " , "])
        if isinstance(value, dict):
            return "{" + space + comma.join(
                f"{self.text(key, True)}: {self.flow(one)}" for key, one in value.items()
            ) + space + "}"
        if isinstance(value, list):
            return "[" + space + comma.join(self.flow(one) for one in value) + space + "]"
        return self.text(value, True)

    def style(self):
        """Mostly one for all the file."""
        if not self.mixed:
            return self.step, self.list_offset, self.wide
        return (self.generator.choice([1, 2, 3, 4]), self.generator.choice([0, 1, 2, 4]),
                self.generator.choice([2, 3, 4]))

    def is_block(self, value, top):
        return isinstance(value, (dict, list)) and len(value) > 0 and (
            top or not self.chance(self.flow_share))

    def block(self, value, indent, top=False):
        """Its lines; the first one begins with the indentation too."""
        step, list_offset, wide = self.style()
        lines = []
        if isinstance(value, list):
            for one in value:
                lines += self.lines_between(indent)
                if self.is_block(one, False):
                    inner = self.block(one, indent + wide)
                    # What stands before the first entry has no place behind a dash.
                    while not inner[0].strip() or inner[0].lstrip().startswith("#"):
                        inner.pop(0)
                    inner[0] = " " * indent + "-" + " " * (wide - 1) + inner[0].lstrip()
                    lines += inner
                else:
                    lines.append(" " * indent + "-" + " " * (wide - 1) + self.flow(one)
                                 + self.comment())
            return lines
        for key, one in value.items():
            lines += self.lines_between(indent)
            name = " " * indent + self.text(key, False) + ":"
            if self.is_block(one, top and key == "clusters" and self.flow_share < 1):
                deeper = indent + (list_offset if isinstance(one, list) else step)
                lines += [name + self.comment(), *self.block(one, deeper)]
            elif isinstance(one, str):
                lines.append((name + " " + self.text(one, False)).rstrip() + self.comment())
            else:
                lines.append(name + " " + self.flow(one) + self.comment())
        return lines


def shuffled(generator, mapping):
    keys = list(mapping)
    generator.shuffle(keys)
    return {key: mapping[key] for key in keys}


def random_extension(generator):
    """The extension of ours, without a namespace, in one of its states."""
    content = generator.choice([
        {}, Flow("null"), {"also-proxy": ["10.1.0.0/16"]},
        {"manager": {}}, {"manager": Flow("null")}, {"manager": {}, "dns": {"lookup": "30s"}},
        {"cluster": {}}, {"cluster": {"virtual": "yes"}}, {"dns": {}, "never-proxy": []}])
    return shuffled(generator, {"name": "telepresence.io", "extension": content})


def random_extensions(generator):
    """None where the key is left out."""
    kind = generator.choice(["absent", "absent", "null", "nothing", "empty", "others", "ours",
                             "both"])
    simple = {"absent": None, "null": Flow("null"), "nothing": Flow(""), "empty": []}
    if kind in simple:
        return simple[kind]
    others = [shuffled(generator, {"name": f"other{'x' * number}", "extension": generator.choice(
        [{"version": "one"}, {}, {"list": ["a", "b"], "deep": {"deeper": {"deepest": "x"}}}])})
        for number in range(generator.randint(1, 2))]
    items = {"others": others, "ours": [], "both": others}[kind]
    if kind != "others":
        items = [*items, random_extension(generator)]
        generator.shuffle(items)
    return items


def random_kubeconfig(generator):
    """Its bytes."""
    clusters = []
    for number in range(generator.randint(1, 4)):
        cluster = {"server": f"https://host{'x' * number}.example.com"}
        if generator.random() < 0.5:
            cluster["certificate-authority"] = "/home/jäne/ca file: #1"
        if generator.random() < 0.05:
            cluster = {}
        extensions = random_extensions(generator)
        if extensions is not None:
            cluster["extensions"] = extensions
        clusters.append(shuffled(generator, {"name": f"c{'x' * number}",
                                             "cluster": shuffled(generator, cluster)}))
    chosen = generator.choice(clusters)["name"]
    config = shuffled(generator, {
        "apiVersion": "v1", "kind": "Config", "clusters": clusters,
        "contexts": [{"name": "here", "context": {"cluster": chosen, "user": "me"}}],
        "current-context": "here", "users": [{"name": "me", "user": {"token": "ab c"}}]})
    writer = Writer(generator)
    if generator.random() < 0.1:
        # As JSON; "nothing at all" is null there.
        plain = json.loads(json.dumps(config), object_hook=lambda mapping: {
            key: None if one in ("null", "~", "") else one for key, one in mapping.items()})
        text = json.dumps(plain, indent=generator.choice([None, 2, 4, "\t"]),
                          ensure_ascii=generator.random() < 0.5)
    elif writer.flow_share == 1 and generator.random() < 0.5:
        text = writer.flow(config)
    else:
        text = "\n".join(writer.block(config, 0, top=True))
    if generator.random() < 0.8:
        text += "\n"
    if generator.random() < 0.2:
        text = text.replace("\n", "\r\n")
    if generator.random() < 0.05:
        text = "\ufeff" + text
    return text.encode()




def load(text):
    """PyYAML takes no tab for an indentation, which only JSON has here."""
    decoded = text.decode("utf-8-sig")
    return json.loads(decoded) if "\t" in decoded else yaml.safe_load(decoded)


def with_namespace(config, manager_namespace):
    config = copy.deepcopy(config)
    wanted = config["contexts"][0]["context"]["cluster"]
    (cluster,) = [one["cluster"] for one in config["clusters"] if one["name"] == wanted]
    cluster["extensions"] = cluster.get("extensions") or []
    mine = [one for one in cluster["extensions"] if one["name"] == "telepresence.io"]
    if not mine:
        mine = [{"name": "telepresence.io"}]
        cluster["extensions"] += mine
    extension = mine[0]["extension"] = mine[0].get("extension") or {}
    holder, key = (("cluster", "defaultManagerNamespace") if "cluster" in extension
                   else ("manager", "namespace"))
    extension[holder] = {**(extension.get(holder) or {}), key: manager_namespace}
    return config


def sorted_extensions(config):
    """kubectl keeps them by their name, and in brackets ours becomes the first."""
    for one in config["clusters"]:
        extensions = one["cluster"].get("extensions")
        one["cluster"]["extensions"] = sorted(extensions or [], key=lambda item: item["name"])
    return config


@pytest.mark.parametrize("number", range(FILES))
def test_any_style(program, number):
    text = random_kubeconfig(random.Random(SEED + number))
    program.file.write_bytes(text)
    before = load(text)
    after = program.set()
    assert sorted_extensions(load(after)) == sorted_extensions(
        with_namespace(before, "staging")), after.decode()
    assert program.set() == after
    assert program.set("on") != after
    assert sorted_extensions(load(program.file.read_bytes())) == sorted_extensions(
        with_namespace(before, "on"))
    assert program.set() == after or b'"staging"' in program.file.read_bytes()
    assert program.unset() == text, after.decode()
    assert program.unset() == text


@pytest.mark.parametrize("number", range(0, FILES, KUBECTL_EACH))
def test_kubectl_reads_any_style(program, kubectl, number):
    program.file.write_bytes(random_kubeconfig(random.Random(SEED + number)))
    before = kubectl.reads(program.file)
    assert before is not None
    program.set()
    assert sorted_extensions(kubectl.reads(program.file)) == sorted_extensions(
        with_namespace(before, "staging"))


@pytest.mark.parametrize("cluster", [
    "\n    extensions: ~\n", "\n    extensions: NULL # later\n", " {extensions: Null}\n",
    "\n    extensions:\n    - name: telepresence.io\n"
    "      extension: ~\n", " {extensions: ~}\n", " {extensions: , server: x}\n",
    " {server: x, extensions: }\n"])
def test_what_stood_for_null_comes_back(program, cluster):
    text = f"clusters:\n- name: dev\n  cluster:{cluster}{USER}".encode()
    program.file.write_bytes(text)
    program.set()
    assert program.unset() == text


def test_a_key_without_a_colon_is_edited_or_refused(program):
    text = "clusters:\n- name: dev\n  cluster: {server: x, extensions}\n" + USER
    program.file.write_text(text)
    result = program.run("set", "-n", "staging")
    assert result.returncode == 0 or "cannot be edited safely" in result.stderr, result.stderr


@pytest.mark.xfail(strict=True, reason="unset takes the item that had nothing but our name too")
@pytest.mark.parametrize("cluster", [
    "\n    extensions:\n    - name: telepresence.io\n    server: x\n",
    " {extensions: [{name: telepresence.io}], server: x}\n"])
def test_an_item_with_nothing_but_our_name_comes_back(program, cluster):
    text = f"clusters:\n- name: dev\n  cluster:{cluster}{USER}".encode()
    program.file.write_bytes(text)
    program.set()
    assert program.unset() == text


def test_what_is_shown_of_a_line_is_whole_characters(program):
    for filling in range(1, 5):
        program.file.write_text(f"{{clusters: [{{name: dev, cluster: {{ {'x' * filling}: "
                                f"{'ü' * 40}, extensions: [], {'ü' * 40}: x}}}}],"
                                "contexts: [{name: dev, context: {cluster: dev}}],"
                                "current-context: dev}", encoding="utf-8")
        for command in (["set", "-n", "a"], ["set", "-n", "b"], ["unset"]):
            assert "\udcc3" not in program.ok(*command)
            assert "\udcbc" not in program.ok(*command)
