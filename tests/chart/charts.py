"""The bundled chart, its values files, and what helm makes of them."""

import copy
import pathlib
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHART = ROOT / "chart"
AGENT = CHART / "charts" / "ambassador-agent"
CASES = sorted((ROOT / "tests" / "chart" / "cases").glob("*.yaml"))
NAMESPACE = "ambassador"

# What no two renders agree on: certificates are made anew.
CERTIFICATES = {"ca.crt", "tls.crt", "tls.key", "caBundle"}

# Still read, though no longer in values.yaml.
OLD_NAMES = ["dnsConfig.alsoProxySubnets", "dnsConfig.neverProxySubnets",
             "agentInjector.appProtocolStrategy", "agentInjector.agentImage.registry",
             "agentInjector.agentImage.name", "agentInjector.agentImage.tag",
             "agentInjector.agentImage.resources", "agentInjector.agentImage.initResources"]


def load(path):
    return yaml.load(pathlib.Path(path).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}


def all_values():
    """values.yaml with the subchart's below its name, as helm puts them together."""
    values = load(CHART / "values.yaml")
    values["ambassador-agent"] = {**load(AGENT / "values.yaml"), **values["ambassador-agent"]}
    return values


def leaves(values, prefix=""):
    """(path, value) of everything that is not a section; an empty map is not one."""
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def sections(values, prefix=""):
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield prefix + key
            yield from sections(value, f"{prefix}{key}.")


def has(values, path):
    for key in path.split("."):
        if not isinstance(values, dict) or key not in values:
            return False
        values = values[key]
    return True


def read(values, path):
    for key in path.split("."):
        values = values[key]
    return values


def remove(values, path):
    above, _, last = path.rpartition(".")
    del (read(values, above) if above else values)[last]


def without(values, path):
    values = copy.deepcopy(values)
    remove(values, path)
    return values


def nested(path, value):
    for key in reversed(path.split(".")):
        value = {key: value}
    return value


def run(helm, *arguments, values=None):
    if values is not None:
        arguments = (*arguments, "-f", "-")
    return subprocess.run([helm, *map(str, arguments)], capture_output=True, text=True, timeout=60,
                          input=None if values is None else yaml.safe_dump(values), check=False)


def template(helm, *arguments, values=None, chart=CHART, release="traffic-manager"):
    return run(helm, "template", release, chart, "--namespace", NAMESPACE, *arguments,
               values=values)


def render(helm, *arguments, **options):
    """The objects that helm makes, by kind, namespace and name."""
    result = template(helm, *arguments, **options)
    assert result.returncode == 0, result.stderr
    return objects(result.stdout)


def objects(manifests):
    found = {}
    for document in yaml.load_all(manifests, Loader=yaml.CSafeLoader):
        if document is None:
            continue
        meta = document["metadata"]
        key = (document["kind"], meta.get("namespace", ""), meta["name"])
        assert key not in found, f"{key} is rendered twice"
        found[key] = hide_certificates(document)
    return found


def hide_certificates(node):
    if isinstance(node, dict):
        return {key: "…" if key in CERTIFICATES else hide_certificates(value)
                for key, value in node.items()}
    if isinstance(node, list):
        return [hide_certificates(item) for item in node]
    return node
