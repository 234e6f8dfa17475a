"""The helm command that a command line becomes: what the user gives reaches helm untouched."""

import pytest

from program import CHART, ROOT, RUN_LABEL

INSTALL = ["install", "traffic-manager", CHART, "--namespace", "ambassador", "--wait",
           "--timeout", "5m0s", "--create-namespace"]
JSON = ["--output", "json"]


def test_a_bare_install(plugin):
    plugin.ok("install")
    assert plugin.helm.words("install") == INSTALL + JSON


def test_a_bare_upgrade_keeps_the_values(plugin):
    plugin.ok("upgrade")
    assert plugin.helm.words("upgrade") == [
        "upgrade", "traffic-manager", CHART, "--namespace", "ambassador", "--wait",
        "--timeout", "5m0s", "--reset-then-reuse-values", *JSON]


def test_a_bare_uninstall(plugin):
    plugin.ok("uninstall")
    assert plugin.helm.words("uninstall") == [
        "uninstall", "traffic-manager", "--namespace", "ambassador", "--wait", "--timeout", "5m0s"]


def test_each_run_marks_its_release(plugin):
    plugin.ok("install")
    plugin.ok("upgrade")
    marks = [plugin.helm.calls(word)[0][-2:] for word in ("install", "upgrade")]
    assert all(flag == "--labels" and label.startswith(RUN_LABEL) for flag, label in marks)
    assert marks[0] != marks[1]


@pytest.mark.parametrize("command", ["install", "upgrade"])
@pytest.mark.parametrize("given, passed_on", [
    (["-f", "values.yaml"], ["--values", "values.yaml"]),
    (["-fvalues.yaml"], ["--values", "values.yaml"]),
    (["-f=values.yaml"], ["--values", "values.yaml"]),
    (["--values=a.yaml", "-f", "b.yaml"], ["--values", "a.yaml", "--values", "b.yaml"]),
    (["-f", "a.yaml,b.yaml"], ["--values", "a.yaml,b.yaml"]),
    (["-f", "https://example.com/values.yaml"], ["--values", "https://example.com/values.yaml"]),
    (["--set", "a=1,b.c=2,d={1,2},e[0]=x"], ["--set", "a=1,b.c=2,d={1,2},e[0]=x"]),
    (["--set", r"a=one\,two"], ["--set", r"a=one\,two"]),
    (["--set", 'a="quoted" \'too\' 100% $HOME `id`'], ["--set", 'a="quoted" \'too\' 100% $HOME `id`']),
    (["--set", "note=two\nlines and  spaces "], ["--set", "note=two\nlines and  spaces "]),
    (["--set", "name=Grüße ☸"], ["--set", "name=Grüße ☸"]),
    (["--set", "-a=-1"], ["--set", "-a=-1"]),
    (["--set", "--no-hooks"], ["--set", "--no-hooks"]),
    (["--set", "upgrade"], ["--set", "upgrade"]),
    (["--set", ""], ["--set", ""]),
    (["--set="], ["--set", ""]),
    (["--set=a="], ["--set", "a="]),
    (["--set", "[a]=b"], ["--set", "[a]=b"]),
    (["--set", "{a}"], ["--set", "{a}"]),
    (["--set-string", "image.tag=2.18"], ["--set-string", "image.tag=2.18"]),
    (["--set-json", "[1,2]"], ["--set-json", "[1,2]"]),
    (["--set-json", 'a=["x", {"y": null}]'], ["--set-json", 'a=["x", {"y": null}]']),
    (["--set-json={\"a\":[1]}"], ["--set-json", '{"a":[1]}']),
    (["--set-file", "licenseKey.value=./key"], ["--set-file", "licenseKey.value=./key"]),
    (["--set-literal", r"a=x,y={z}\n"], ["--set-literal", r"a=x,y={z}\n"]),
    (["--set", "x=1", "-f", "a.yaml", "--set-json", "x=2", "--set", "x=3", "--values", "b.yaml"],
     ["--set", "x=1", "--values", "a.yaml", "--set-json", "x=2", "--set", "x=3",
      "--values", "b.yaml"]),
], ids=lambda words: " ".join(words)[:40])
def test_values_in_the_users_order(plugin, command, given, passed_on):
    plugin.ok(command, *given)
    words = plugin.helm.words(command)
    end = len(words) - len(JSON)
    assert words[end - len(passed_on):] == passed_on + JSON


def test_values_from_stdin_reach_helm(plugin):
    text = "logLevel: debug\nnote: |\n  Grüße\n" * 5000
    plugin.ok("install", "-f", "-", stdin=text)
    assert plugin.helm.call("install")["stdin"] == text


@pytest.mark.parametrize("command, given, added", [
    ("install", ["--timeout", "90s"], ["--timeout", "90s"]),
    ("install", ["--timeout=1h30m"], ["--timeout", "1h30m"]),
    ("install", ["--timeout", "1.5m"], ["--timeout", "1.5m"]),
    ("install", ["--timeout", "1m", "--timeout", "2m"], ["--timeout", "2m"]),  # as in helm
    ("install", ["--no-hooks"], ["--no-hooks"]),
    ("install", ["--description", "ticket 42, 'by' me"], ["--description", "ticket 42, 'by' me"]),
    ("install", ["--description", "-dash"], ["--description", "-dash"]),
    ("install", ["--description", ""], ["--description", ""]),
    ("install", ["--labels", "team=a,tier=b"], ["--labels", "team=a,tier=b"]),
    ("install", ["--labels", "team=a", "--labels", "tier=b"],
     ["--labels", "team=a", "--labels", "tier=b"]),
    ("upgrade", ["--reuse-values"], ["--reuse-values"]),
    ("upgrade", ["--reset-values"], ["--reset-values"]),
    ("upgrade", ["--reset-then-reuse-values"], ["--reset-then-reuse-values"]),
    ("upgrade", ["--set", "a=b"], ["--reset-values", "--set", "a=b"]),
    ("upgrade", ["--set", "a=b", "--reuse-values"], ["--reuse-values", "--set", "a=b"]),
    ("upgrade", ["--install"], ["--install", "--create-namespace"]),
    ("upgrade", ["-i", "--create-namespace=false"], ["--install"]),
    ("upgrade", ["--no-hooks"], ["--no-hooks"]),
    ("uninstall", ["--timeout", "2m"], ["--timeout", "2m"]),
    ("uninstall", ["--no-hooks"], ["--no-hooks"]),
    ("uninstall", ["--description", "bye"], ["--description", "bye"]),
    ("uninstall", ["--dry-run"], ["--dry-run"]),
    ("uninstall", ["--dry-run=server"], ["--dry-run"]),
], ids=lambda words: " ".join(words)[:40] if isinstance(words, list) else words)
def test_flags_of_an_operation(plugin, command, given, added):
    plugin.ok(command, *given)
    words = plugin.helm.words(command)
    bare = plugin.helm.folder.parent / "bare"
    assert not bare.exists()
    at = [i for i in range(len(words)) if words[i:i + len(added)] == added]
    assert at or set(added) <= set(words), words


@pytest.mark.parametrize("given", [["--wait"], ["--wait=true"], []], ids=str)
def test_helm_waits(plugin, given):
    for command in ("install", "upgrade", "uninstall"):
        plugin.ok(command, *given)
        assert "--wait" in plugin.helm.words(command)


def test_helm_does_not_wait_when_told_so(plugin):
    for command in ("install", "upgrade", "uninstall"):
        plugin.ok(command, "--wait=false")
        assert not [word for word in plugin.helm.words(command) if word.startswith("--wait")]


@pytest.mark.parametrize("way", ["watcher", "legacy", "hookOnly"])
def test_ways_to_wait_are_helm_4s(plugin, way):
    if plugin.helm.major == 4:
        plugin.ok("install", f"--wait={way}")
        assert f"--wait={way}" in plugin.helm.words("install")
    else:
        error = plugin.fails("install", f"--wait={way}")
        assert f"--wait={way} needs Helm 4, and this is Helm 3.17.3" in error
        assert plugin.helm.changes() == []


@pytest.mark.parametrize("given, passed_on", [
    ("--dry-run", "--dry-run=client"), ("--dry-run=client", "--dry-run=client"),
    ("--dry-run=true", "--dry-run=client"), ("--dry-run=server", "--dry-run=server"),
])
@pytest.mark.parametrize("command", ["install", "upgrade"])
def test_a_dry_run_prints_helms_manifests(plugin, command, given, passed_on):
    plugin.helm.answer(**{command: {"stdout": "kind: Deployment\n"}})
    assert plugin.ok(command, given) == "kind: Deployment\n"
    # No report is made of it, Secrets stay out of it, and no release needs a mark.
    words = plugin.helm.call(command)["arguments"]
    assert words[-2:] == [passed_on, "--hide-secret"]
    assert "--output" not in words


@pytest.mark.parametrize("given", ["--dry-run=none", "--dry-run=false"])
def test_no_dry_run(plugin, given):
    plugin.ok("install", given)
    assert plugin.helm.words("install") == INSTALL + JSON


def test_a_dry_run_shows_secrets_only_when_told_so(plugin):
    plugin.ok("install", "--dry-run", "--hide-secret=false")
    assert "--hide-secret" not in plugin.helm.words("install")


def test_what_stands_behind_two_dashes_is_helms(plugin):
    plugin.ok("install", "--set", "a=b", "--", "--devel", "--set", "-n=x", "--take-ownership")
    assert plugin.helm.words("install")[-4:] == ["--devel", "--set", "-n=x", "--take-ownership"]
    plugin.ok("uninstall", "--", "--cascade", "foreground")
    assert plugin.helm.words("uninstall")[-2:] == ["--cascade", "foreground"]


def test_create_namespace_can_be_turned_off(plugin):
    plugin.ok("install", "--create-namespace=false")
    assert plugin.helm.words("install") == [word for word in INSTALL
                                            if word != "--create-namespace"] + JSON


@pytest.mark.parametrize("given", [["-n", "staging"], ["-nstaging"], ["-n=staging"],
                                   ["--namespace=staging"], ["--manager-namespace", "staging"],
                                   ["-n", "other", "--manager-namespace", "staging"]], ids=" ".join)
@pytest.mark.parametrize("command", ["install", "upgrade", "uninstall"])
def test_the_namespace(plugin, command, given):
    plugin.ok(command, *given)
    assert plugin.helm.words(command)[3 if command != "uninstall" else 2:][:2] == [
        "--namespace", "staging"]


@pytest.mark.parametrize("version", ["2.18.1", "v2.18.1"])
def test_the_version_of_the_bundled_chart(plugin, version):
    plugin.ok("install", "--version", version, "--offline")
    # It was checked: helm is not asked to choose one.
    assert plugin.helm.words("install") == INSTALL + JSON


def test_another_chart(plugin, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "Chart.yaml").write_text(
        "apiVersion: v2\nname: telepresence\nversion: 2.18.2\nappVersion: 2.18.2\n")
    report = plugin.ok("install", "--chart", "./mine", "--version", "v2.18.2", cwd=tmp_path)
    assert plugin.helm.words("install")[2] == "./mine"
    assert "telepresence 2.18.2, ./mine" in report


def test_a_packaged_chart(plugin, tmp_path):
    import tarfile

    file = tmp_path / "telepresence-2.18.1.tgz"
    with tarfile.open(file, "w:gz") as archive:
        archive.add(ROOT / "chart", "telepresence")
    plugin.ok("upgrade", "--chart", file.name, cwd=tmp_path)
    assert plugin.helm.words("upgrade")[2] == file.name
