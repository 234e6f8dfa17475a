"""Draws the pictures of the README from a real run on a control plane that scripts/pictures.sh starts:

    /usr/bin/python3 scripts/pictures.py HELM KUBECTL KUBECONFIG

What differs from run to run is replaced by something of the same kind (STEADY), so that a picture
changes only when the program does: times, the names of pods, how long the wait lasted.
"""

import io
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import CONSOLE_SVG_FORMAT, Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "e2e")]

from injector import Injector
from support import Cluster, Helm
from terminal import ERASE, run_on_terminal

COLUMNS = 100
PICTURES = ROOT / "docs" / "pictures"
# Rich's own asks a server for a font.
FORMAT = re.sub(r"\s*@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
    "Fira Code, ", "")

STEADY = [
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2027-11-24T00:32:07Z"),
    (r"\d+ days left", "364 days left"),
    # Kubernetes makes no words: what it adds has no vowels.
    (r"pod traffic-manager-[^\Waeiou_]{6,10}-[^\Waeiou_]{5}:", "pod traffic-manager-6bdbf5864b-zln46:"),
    # Where it is cut depends on the length of the pod's name.
    (r'(pulling image "docker\.io/).*…', r"\1…"),
    # The mark that turns.
    (r"^[-|/\\] (?=Installing)", "| "),
]

# An image that comes late: first it cannot be pulled, then its container takes a moment.
VALUES = """\
podLabels:
  telepresence-test/fault: cannot-be-pulled
"""
LATE, STARTING = "ImagePullBackOff", "running, but not ready"


class Plugin:
    """The plugin under the real helm, with nothing of the caller's environment; for a terminal."""

    def __init__(self, helm, kubectl, kubeconfig, folder):
        self.folder = folder
        programs = folder / "bin"
        programs.mkdir()
        for name, program in (("helm", helm), ("kubectl", kubectl)):
            (programs / name).symlink_to(program)
        self.environment = {
            "PATH": f"{programs}:/usr/bin:/bin", "HOME": str(folder),
            # A copy: the plugin writes to it.
            "KUBECONFIG": str(shutil.copy(kubeconfig, folder / "kubeconfig"))}
        Helm(str(programs / "helm"), self.environment).ok("plugin", "install", str(ROOT))

    def command(self, *arguments):
        return [str(self.folder / "bin" / "helm"), "telepresence", *arguments]


class LateImage:
    """Plays the kubelet for the Traffic Manager's pod, whenever the terminal has shown how it stands."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.seen = set()

    def see(self, written, _terminal):
        for shown, is_ready in ((LATE, False), (STARTING, True)):
            if shown in written and shown not in self.seen:
                self.seen.add(shown)
                self.run_container(is_ready)
                return

    def run_container(self, is_ready):
        (pod,) = self.cluster.names("pods", "-n", "ambassador", "-l", "app=traffic-manager")
        container = {"name": "traffic-manager", "image": "x", "imageID": "x", "restartCount": 0,
                     "ready": is_ready, "state": {"running": {}}}
        conditions = [{"type": kind, "status": str(is_ready)} for kind in ("ContainersReady", "Ready")]
        status = {"phase": "Running", "conditions": conditions, "containerStatuses": [container]}
        self.cluster.run("patch", pod, "-n", "ambassador", "--subresource=status", "-p",
                         json.dumps({"status": status}))


def steady(written):
    for pattern, word in STEADY:
        written = re.sub(pattern, word, written, flags=re.MULTILINE)
    return written


def screens_of(plugin, *arguments, **options):
    """All that it drew, each without what erased the one before."""
    written = run_on_terminal(plugin, *arguments, columns=COLUMNS, **options)
    return [steady(screen.rpartition("\x1b[J")[2]) for screen in ERASE.split(written)]


def drawn_with(word, seconds, screens):
    """One of the screens with the word, as if it was drawn so long after the start."""
    found = [screen for screen in screens if word in screen]
    return re.sub(r"\(\d+ s", f"({seconds} s", found[-1])


def typed(command):
    return f"\x1b[1m$ {command}\x1b[0m"


def remark(text):
    return f"\n\x1b[3m# {text}\x1b[0m\n"


def picture(name, *texts):
    # Whatever the caller has for a terminal.
    console = Console(width=COLUMNS, record=True, file=io.StringIO(), force_terminal=True,
                      color_system="standard", no_color=False)
    for text in texts:
        console.print(Text.from_ansi(text))
    svg = console.export_svg(title="helm telepresence", code_format=FORMAT, unique_id=name)
    PICTURES.mkdir(exist_ok=True)
    # Some of its lines are blank, but for spaces.
    (PICTURES / f"{name}.svg").write_text(re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE) + "\n")


def draw_install(plugin, cluster):
    (plugin.folder / "values.yaml").write_text(VALUES)
    screens = screens_of(plugin, "install", "--offline", "-f", "values.yaml",
                         look=LateImage(cluster).see)
    picture("install", typed("helm telepresence install --offline -f values.yaml"),
            drawn_with(LATE, 4, screens), remark("The same lines four seconds later:"),
            drawn_with(STARTING, 8, screens), remark("And when the pod is ready:"), screens[-1])


def draw_check(plugin, cluster):
    cluster.run("delete", "configmap/traffic-manager", "-n", "ambassador")
    screens = screens_of(plugin, "check")
    picture("check", typed("helm telepresence check"), screens[-1])


def main():
    helm, kubectl, kubeconfig = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        plugin = Plugin(helm, kubectl, kubeconfig, Path(folder))
        cluster = Cluster(kubectl, kubeconfig)
        injector = Injector(cluster, plugin.folder).start()
        draw_install(plugin, cluster)
        draw_check(plugin, cluster)
        injector.stop()


if __name__ == "__main__":
    main()
