"""What is never printed: secrets, and what a terminal would obey."""

import json

import pytest

from looks import probe_report
from terminal import run_on_terminal


@pytest.mark.parametrize("flag", ["--set", "--set-string", "--set-json", "--set-literal",
                                  "--set-file"])
def test_values_are_never_printed(program4, flag):
    for command in ("install", "upgrade"):
        program4.answer((command, {"status": 1, "stderr": "Error: no\n"}))
        result = program4.run(command, "--debug", flag, "licenseKey.value=s3cret", "--",
                              f"{flag}=a=s3cret", HELM_KUBETOKEN="s3cret")
        assert result.returncode == 1
        assert "run: " in result.stderr and "***" in result.stderr
        assert "s3cret" not in result.stdout + result.stderr


# Each of these gives values to a helm of its own.
@pytest.mark.parametrize("command", ["install", "upgrade", "diff", "values", "rbac", "rbac --installer"])
def test_what_helm_says_of_a_value_it_cannot_read_is_not_printed(program4, command):
    failure = {"status": 1, "stderr": 'Error: failed parsing --set data: key "s3cret" has no value\n'}
    # The look for what is marked is told no values.
    program4.answer(probe_report("marked"), *6 * [("template", failure)], ("install", failure), ("upgrade", failure))
    result = program4.run(*command.split(), "--set", "licenseKey.value=abc,s3cret")
    assert result.returncode != 0
    assert "s3cret" not in result.stdout + result.stderr
    assert "what --set gives cannot be parsed" in result.stderr


def test_the_answer_of_helm_is_not_printed_with_its_values(program4):
    result = program4.run("install", "--debug", "-o", "json")
    assert "s3cret" not in result.stdout + result.stderr


SECRETS = [
    "install --chart oci://user:s3cret@127.0.0.1:1/x",
    "install --chart oci://127.0.0.1:1/x?sig=s3cret",
    "install --chart https://user:s3cret@127.0.0.1:1/x.tgz",
    "install --chart https://127.0.0.1:1/x.tgz?sig=s3cret",
    "install --chart user:s3cret@host",
    "install --chart https://user:s3cret@127.0.0.1:99999/x",
    "install --repo user:s3cret",
    "install --repo https://user:s3cret@",
    "install --repo //user:s3cret@host",
    "install --repo https://127.0.0.1:1/?token=s3cret",
    "install --digest user:s3cret",
    "install --ca-file https://user:s3cret@host --repo https://127.0.0.1:1",
    "install --offline --kube-apiserver https://user:s3cret@127.0.0.1:1",
    "install user:s3cret@host",
    "chart pull https://user:s3cret@host/x",
    "chart verify https://user:s3cret@host/x",
    "install --pasword=s3cret",
    "install --offline -- --password s3cret",
    "install --offline -- --password=s3cret --pass-credentials",
    "install --offline -- -ps3cret",
    "install --offline --values https://user:s3cret@127.0.0.1:1/x",
    "install --offline --set-json a=s3cret --set-literal a=s3cret --set-file a=s3cret",
    "install --offline --kube-token s3cret",
]


@pytest.mark.parametrize("debug", [[], ["--debug"]], ids=["", "debug"])
@pytest.mark.parametrize("command", SECRETS)
def test_f15_a_secret_is_not_shown(program4, command, debug):
    program4.answer(("install", {"status": 1, "stderr": "Error: INSTALLATION FAILED: failed to fetch "
                                 "https://user:s3cret@127.0.0.1:1/x: 404"}))
    words = command.split()
    if "--" in words:
        words[words.index("--"):words.index("--")] = debug
    else:
        words += debug
    result = program4.run(*words, HELM_TELEPRESENCE_OFFLINE="")
    assert "s3cret" not in result.stdout + result.stderr
    assert "Error: " in result.stderr


def test_f15_nor_is_one_in_the_address_of_the_api_server_that_kubectl_is_asked_at(program4):
    program4.has_kubectl("#!/bin/sh\nexit 1\n")
    result = program4.run("install", "--debug", "--kube-apiserver", "https://127.0.0.1:1/?token=s3cret")
    assert "kubectl" in result.stderr
    assert "s3cret" not in result.stdout + result.stderr


UNSEEN = "a\x1b[2Jb\u202ec\u2028d\u009be"


def test_f18_what_a_terminal_would_obey_is_spelled_out(program4):
    program4.answer(
        ("list", {"stdout": json.dumps([{
            "name": "traffic-manager", "namespace": "ambassador", "revision": "1",
            "updated": UNSEEN, "status": "deployed", "chart": "telepresence-2.18.1",
            "app_version": UNSEEN}])}))
    for form in ([], ["-o", "json"], ["-o", "yaml"]):
        output = program4.run("status", *form).stdout
        assert not set(UNSEEN) & set(output) - set("a[2Jbcde"), form
    program4.answer(("install", {"status": 1, "stderr": f"Error: INSTALLATION FAILED: {UNSEEN}"}))
    error = program4.fails("install")
    assert "\\x1b[2Jb\\u202ec\\u2028d\\u009be" in error
    assert not set(UNSEEN) & set(error) - set("a[2Jbcde")


@pytest.mark.parametrize("command", ["install", "upgrade"])
def test_f18_of_a_success_nothing_is_obeyed_either(program4, command):
    """What helm says beside it, and the warnings among the chart's notes."""
    program4.has_history(*(["deployed"] if command == "upgrade" else []))
    release = {"version": 2, "info": {"status": "deployed", "notes": f"Warning: the notes {UNSEEN}\n"}}
    answer = {"stdout": json.dumps(release), "stderr": f"level=WARN msg=helm {UNSEEN}\n"}
    for form in ([], ["-o", "json"]):
        program4.answer((command, answer))
        result = program4.run(command, *form)
        assert result.returncode == 0
        for said in ("level=WARN msg=helm ", "Warning: the notes "):
            assert f"{said}a\\x1b[2Jb\\u202ec\\u2028d\\u009be\n" in result.stderr
        assert not set(UNSEEN) & set(result.stdout + result.stderr) - set("a[2Jbcde")


def test_f18_nor_is_what_an_uninstall_or_a_dry_run_shows(program4):
    said = {"stdout": f"kept {UNSEEN}\n", "stderr": f"level=WARN msg=helm {UNSEEN}\n"}
    program4.has_history("deployed")
    program4.answer(("uninstall", {**said, "then": []}))
    result = program4.run("uninstall")
    assert result.returncode == 0 and "kept a" in result.stdout + result.stderr
    assert not set(UNSEEN) & set(result.stdout + result.stderr) - set("a[2Jbcde")
    program4.answer(("install", {"stdout": f"kind: {UNSEEN}\n"}))
    written = run_on_terminal(program4, "install", "--dry-run")
    assert "kind: a\\x1b[2Jb\\u202ec" in written
    # The plugin's own way to erase a line is another one.
    assert "\x1b[2J" not in written and not set(UNSEEN) & set(written) - set("\x1ba[2Jbcde")


@pytest.mark.parametrize("word", ["--password=s3cret", "-ps3cret", "s3cret"])
def test_f15_what_is_given_where_nothing_can_be_is_not_repeated(program4, word):
    for command in (["status"], ["chart", "pull"], ["kubeconfig", "show"]):
        assert "s3cret" not in program4.fails(*command, "--", word)
    if word.startswith("-"):
        assert "s3cret" not in program4.fails("status", word)


@pytest.mark.parametrize("form", ["text", "json", "yaml"])
def test_f15_the_login_of_an_api_server_is_in_no_report(program4, form):
    program4.has_history("failed")
    server = {"HELM_KUBEAPISERVER": "https://jane:s3cret@127.0.0.1:1"}
    for command in (["check"], ["repair", "--dry-run"]):
        if form == "yaml" and command != ["repair", "--dry-run"]:
            continue
        result = program4.run(*command, *(["-o", form] if form == "json" else []), **server)
        assert "s3cret" not in result.stdout + result.stderr
