"""After an install or upgrade the agent injector is asked whether the API server reaches it."""

import json
import subprocess

import pytest

from support import offered_after

UNREACHABLE = "Warning: the API server does not reach the agent injector"


@pytest.mark.main_line
def test_a_living_injector_is_seen(with_kubectl, injector):
    injector.start()
    result = with_kubectl.run("telepresence", "install", "-o", "json")
    assert result.returncode == 0 and UNREACHABLE not in result.stderr
    assert json.loads(result.stdout)["injector"] == "alive"


@pytest.mark.on_newest
def test_a_silent_one_is_a_warning_with_what_to_look_at(with_kubectl):
    result = with_kubectl.run("telepresence", "install", "-o", "json")
    assert result.returncode == 0
    assert json.loads(result.stdout)["injector"] == "silent"
    assert UNREACHABLE in result.stderr
    assert "The API server says: Error from server (ServiceUnavailable): " in result.stderr
    assert "agent-injector-" in with_kubectl.follow(offered_after("endpoints: ", result.stderr))


@pytest.mark.on_newest
def test_a_certificate_that_does_not_fit_is_told_apart(with_kubectl, injector, tmp_path):
    injector.certificate = tmp_path / "other.crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x",
                    "-keyout", tmp_path / "other.key", "-out", injector.certificate],
                   check=True, capture_output=True)
    injector.start()
    result = with_kubectl.run("telepresence", "install")
    assert result.returncode == 0
    assert "Its program answers, so it is its certificate that does not fit." in result.stderr
    command = offered_after("a new one: ", result.stderr)
    assert command == ("helm telepresence upgrade --reset-then-reuse-values "
                       "--set agentInjector.certificate.regenerate=true")
    # The tests' own has the new one from now on.
    injector.certificate = None
    again = with_kubectl.run(*command.split()[1:])
    assert again.returncode == 0 and "Warning" not in again.stderr


@pytest.mark.on_newest
@pytest.mark.parametrize("arguments", [["--set", "rbac.only=true"], ["--wait=false"], ["--dry-run"]], ids=str)
def test_where_none_can_answer_none_is_asked(with_kubectl, arguments):
    result = with_kubectl.run("telepresence", "install", *arguments)
    assert result.returncode == 0 and UNREACHABLE not in result.stderr


@pytest.mark.on_newest
def test_without_kubectl_it_is_not_known(helm):
    result = helm.with_environment(PATH="/nowhere").run("telepresence", "install", "-o", "json")
    assert result.returncode == 0 and UNREACHABLE not in result.stderr
    assert json.loads(result.stdout)["injector"] is None


@pytest.mark.on_newest
def test_a_user_who_may_not_make_pods_hears_nothing_false(with_kubectl, without_pods):
    """Not to know is no reason to warn."""
    with_kubectl.ok("telepresence", "install")
    result = with_kubectl.run("telepresence", "upgrade", *without_pods, "-o", "json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["injector"] == "unknown"
    assert UNREACHABLE not in result.stderr
