"""The folders under src/ may only include what stands below them.

The order is that of docs/architecture.md. Folders of one line there stand beside each other and do
not know one another, unless ALLOWED says so. Within a folder, and between its folders, no two files
may include each other, however long the way round is.
"""

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"

UTIL = {"util"}
YAML = PLATFORM = UTIL
BELOW_NET = BELOW_HELM = {"platform", *UTIL}
BELOW_KUBECONFIG = {"platform", "yaml", *UTIL}
BELOW_CHART = {"net", "platform", "yaml", *UTIL}
BELOW_CLUSTER = {"helm", "net", "platform", "yaml", *UTIL}
BELOW_SUPPLY = {"chart", "helm", "net", *BELOW_CHART}
BELOW_RELEASE = {"chart", "cluster", "helm", "kubeconfig", *BELOW_CHART}
BELOW_COMMANDS = {"supply", "release", *BELOW_SUPPLY, *BELOW_RELEASE}

ALLOWED = {
    "util": set(),
    "yaml": YAML,
    "platform": PLATFORM,
    "net": BELOW_NET,
    "helm": BELOW_HELM,
    "kubeconfig": BELOW_KUBECONFIG,
    "chart": BELOW_CHART,
    "cluster": BELOW_CLUSTER,
    "supply": BELOW_SUPPLY,
    "release": BELOW_RELEASE,
    "commands": BELOW_COMMANDS,
    "cli": {"commands", *BELOW_COMMANDS},
}

OWN_INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
ANY_INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.MULTILINE)
# How an include begins, and what src/CMakeLists.txt calls the library.
THIRD_PARTY = {
    "CLI/": "CLI11::CLI11", "archive": "dependency::archive", "curl/": "dependency::curl",
    "fmt/": "dependency::fmt", "nlohmann/": "nlohmann_json::nlohmann_json",
    "openssl/": "dependency::crypto", "yaml.h": "dependency::yaml",
    "yaml-cpp/": "dependency::yaml-cpp", "zlib.h": "dependency::zlib",
}


def sources(pattern):
    return [path for path in SOURCE.rglob(pattern) if path.parent != SOURCE]


def layer_of(path):
    return path.relative_to(SOURCE).parts[0]


def includes_of(path):
    return OWN_INCLUDE.findall(path.read_text())


def test_every_folder_is_a_layer():
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir()}
    assert folders == set(ALLOWED)


def test_includes_point_down():
    wrong = []
    for path in sources("*.[ch]pp"):
        layer = layer_of(path)
        for include in includes_of(path):
            folder = include.split("/")[0]
            if folder != layer and folder not in ALLOWED[layer]:
                wrong.append(f"{path.relative_to(SOURCE)} includes {include}")
    assert wrong == []


def circle_in(graph):
    """The first circle that is found, as a list of its members; [] when there is none."""
    done, way = set(), []

    def visit(unit):
        if unit in way:
            return [*way[way.index(unit):], unit]
        if unit in done:
            return []
        way.append(unit)
        for other in sorted(graph.get(unit, ())):
            circle = visit(other)
            if circle:
                return circle
        way.pop()
        done.add(unit)
        return []

    for unit in sorted(graph):
        circle = visit(unit)
        if circle:
            return circle
    return []


def test_no_files_include_each_other():
    # A header and its source file are one unit: what either includes, the unit stands on.
    graph = {}
    for path in sources("*.[ch]pp"):
        unit = str(path.relative_to(SOURCE).with_suffix(""))
        others = {include.rsplit(".", 1)[0] for include in includes_of(path)} - {unit}
        graph.setdefault(unit, set()).update(others)
    assert circle_in(graph) == []


def test_no_folders_include_each_other():
    graph = {}
    for path in sources("*.[ch]pp"):
        folder = str(path.parent.relative_to(SOURCE))
        others = {include.rsplit("/", 1)[0] for include in includes_of(path)} - {folder}
        graph.setdefault(folder, set()).update(others)
    assert circle_in(graph) == []


def test_a_circle_is_seen():
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle_in({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_third_party_headers_stay_in_source_files():
    wrong = [
        f"{path.relative_to(SOURCE)} includes {include}"
        for path in sources("*.hpp")
        for include in ANY_INCLUDE.findall(path.read_text())
        if include.startswith(tuple(THIRD_PARTY))
    ]
    assert wrong == []


def test_only_cli_knows_the_argument_parser():
    users = {layer_of(path) for path in sources("*.[ch]pp") if "CLI/CLI.hpp" in path.read_text()}
    assert users == {"cli"}


def libraries():
    """What src/CMakeLists.txt states: layer -> (layers that it uses, libraries of others)."""
    text = (SOURCE / "CMakeLists.txt").read_text()
    stated = re.findall(r"^add_layer\((\w+)([^)]*)\)", text, re.MULTILINE)
    return {name: (words.partition("PRIVATE")[0].split()[1:], words.partition("PRIVATE")[2].split())
            for name, words in stated}


def test_a_library_states_what_it_includes():
    for layer, (uses, private) in libraries().items():
        files = [path for path in sources("*.[ch]pp") if layer_of(path) == layer]
        folders = {include.split("/")[0] for path in files for include in includes_of(path)}
        assert set(uses) == folders - {layer}, layer
        includes = {include for path in files for include in ANY_INCLUDE.findall(path.read_text())}
        others = {name for start, name in THIRD_PARTY.items()
                  if any(include.startswith(start) for include in includes)}
        assert set(private) == others, layer
    assert set(libraries()) == set(ALLOWED)
