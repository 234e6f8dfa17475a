"""`helm telepresence check` without a cluster; tests/e2e/test_check.py does it on one."""

import json

from looks import survey


def checks_of(program, *arguments):
    """What it tells, by the titles of its sections."""
    report = json.loads(program.run("check", *arguments, "-o", "json").stdout)
    return {section["title"]: section["checks"] for section in report["sections"]}


def test_programs_that_are_not_there_are_not_known_about(program):
    program.has_history("deployed")
    for arguments in ([], ["--pre"]):
        found = checks_of(program, *arguments)
        assert found["helm and plugin"][-1]["state"] == "unknown"
        assert "without kubectl" in found["helm and plugin"][-1]["text"]
        (client,) = found["client"]
        assert (client["state"], client["text"]) == ("unknown", "no telepresence on PATH")


def test_what_is_in_the_way_of_an_install_is_told_before_it(program4):
    other = {"webhook": "agent-injector-webhook-other", "namespace": "other", "namespaces": []}
    program4.answer(survey(managers=[other]))
    (found,) = checks_of(program4, "--pre")["cluster"]
    assert (found["state"], found["id"]) == ("error", "second-global-manager")
    (good,) = checks_of(program4, "--pre")["cluster"]
    assert good["state"] == "ok"
