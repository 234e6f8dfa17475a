"""The folders under src/ may only include what stands below them.

The order is that of docs/architecture.md. chart/, kubeconfig/ and helm/ stand beside
each other and do not know one another; cluster/ reads the cluster through helm/.
"""

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"

ALLOWED = {
    "util": set(),
    "platform": {"util"},
    "kubeconfig": {"platform", "util"},
    "net": {"platform", "util"},
    "chart": {"net", "platform", "util"},
    "helm": {"platform", "util"},
    "cluster": {"helm", "platform", "util"},
    "commands": {"chart", "cluster", "helm", "kubeconfig", "net", "platform", "util"},
    "cli": {"commands", "chart", "cluster", "helm", "kubeconfig", "net", "platform", "util"},
}

OWN_INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
ANY_INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.MULTILINE)
THIRD_PARTY = ("CLI/", "archive", "curl/", "fmt/", "nlohmann/", "openssl/", "yaml.h", "zlib.h")


def sources(pattern):
    return [path for path in SOURCE.rglob(pattern) if path.parent != SOURCE]


def test_every_folder_is_a_layer():
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir()}
    assert folders == set(ALLOWED)


def test_includes_point_down():
    wrong = []
    for path in sources("*.[ch]pp"):
        layer = path.parent.name
        for include in OWN_INCLUDE.findall(path.read_text()):
            folder = include.split("/")[0]
            if folder != layer and folder not in ALLOWED[layer]:
                wrong.append(f"{path.relative_to(SOURCE)} includes {include}")
    assert wrong == []


def test_third_party_headers_stay_in_source_files():
    wrong = [
        f"{path.relative_to(SOURCE)} includes {include}"
        for path in sources("*.hpp")
        for include in ANY_INCLUDE.findall(path.read_text())
        if include.startswith(THIRD_PARTY)
    ]
    assert wrong == []


def test_only_cli_knows_the_argument_parser():
    users = {path.parent.name for path in sources("*.[ch]pp") if "CLI/CLI.hpp" in path.read_text()}
    assert users == {"cli"}
