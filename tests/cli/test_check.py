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


def refused(look_up):
    """An answer to the look before a change, that this user may not do that."""
    verb, resource = look_up.split()
    return ("template survey", {"status": 1, "stderr": f'Error: {resource} is forbidden: User "jane" cannot {verb} '
                                f'resource "{resource}" in API group\n'})


def test_what_was_not_looked_at_is_not_in_order(program4):
    listing = "list mutatingwebhookconfigurations"
    program4.answer(refused(listing), survey())
    (found,) = checks_of(program4, "--pre")["cluster"]
    assert (found["state"], found["text"]) == ("unknown", f"no right to {listing}")
    program4.answer(refused(listing), survey())
    told = f"Warning: not looked at before the change: no right to {listing}\n"
    assert told in program4.run("install").stderr
    program4.has_history("deployed")
    program4.answer(refused(listing), survey())
    told = [line["text"] for line in checks_of(program4).get("namespaces and values", [])]
    assert told == [f"whether others manage the same namespaces: no right to {listing}"]


def test_an_upgrade_drops_no_values_that_could_not_be_read(program4):
    """Helm would not keep them where others are given: what they were has to be known."""
    no_answer = ("get ", {"status": 1, "stderr": "Error: i/o timeout\n"})
    for flags in ([], ["--install"]):
        program4.has_history("deployed")
        program4.answer(no_answer)
        error = program4.fails("upgrade", *flags, "--set", "logLevel=debug")
        assert "the values of the release, which are not kept where others are given, could not be looked at" in error
        assert program4.history() == ["deployed"]
        program4.answer(no_answer)
        program4.ok("upgrade", *flags, "--set", "logLevel=debug", "--reset-values")


def test_what_is_wrong_is_told_while_it_is_waited_for(program4):
    program4.has_history("failed")
    result = program4.run("check", "--wait", "14s")
    assert result.returncode == 1
    assert "Checking the Traffic Manager in namespace ambassador\n" in result.stderr
    assert "s: release traffic-manager in namespace ambassador is failed" in result.stderr
