"""What is printed, and where: reports, errors, help."""

import json
import re
import shlex
import signal
import subprocess
from datetime import datetime, timedelta, timezone

import pytest
import yaml

from looks import probe_report, survey
from looks import rollout as rollout_in_part
from plugin import BINARY, ROOT, VERSION
from processes import wait_until
from terminal import run_on_terminal, screen_after
from test_injector import DENIED

CHANGE_KEYS = ["action", "dryRun", "release", "namespace", "namespaceRule", "context", "revision",
               "status", "chart", "valuesRule", "kubeconfig", "repairs", "notLookedAt", "injector", "client"]
COMMANDS = ["install", "upgrade", "uninstall", "status", "version"]


@pytest.mark.parametrize("command, before, keys", [
    ("install", [], CHANGE_KEYS), ("upgrade", ["deployed"], CHANGE_KEYS),
    ("uninstall", ["deployed"], ["action", "dryRun", "release", "namespace", "namespaceRule",
                                 "context", "found", "agents", "objectsGone", "objectsKept",
                                 "objectsEnding", "notLookedAt", "kubeconfig"]),
])
def test_reports_for_programs_have_stable_keys(program, command, before, keys):
    program.has_history(*before)
    report = json.loads(program.ok(command, "-o", "json"))
    assert list(report) == keys
    program.has_history(*before)
    assert yaml.safe_load(program.ok(command, "--output=yaml")) == report


def shape_of(json_value):
    """Its keys, at every level."""
    if isinstance(json_value, dict):
        return {key: shape_of(value) for key, value in json_value.items()}
    return type(json_value).__name__


def test_b15_the_examples_of_the_documentation_have_the_keys_that_the_program_prints(
        program4, kubectl):
    guide = (ROOT / "docs" / "commands.md").read_text()
    examples = dict(re.findall(r"^\$ (helm telepresence [^\n]*-o json)\n(\{.*?^\})$", guide,
                               re.MULTILINE | re.DOTALL))
    (upgrade,) = [command for command in examples if " upgrade " in command]
    program4.has_history("deployed")
    # The examples are of somebody who has a client, and a Traffic Manager that answers.
    kubectl(("", DENIED, 1))
    client = program4.folder / "bin" / "telepresence"
    client.write_text("#!/bin/sh\necho 'OSS Client : v2.18.1'\n")
    client.chmod(0o755)
    printed = json.loads(program4.ok(*shlex.split(upgrade)[2:]))
    assert shape_of(json.loads(examples[upgrade])) == shape_of(printed)
    # Every key of it stands in the table.
    (row,) = re.findall(r"^\| `install`, `upgrade` \|(.*)$", guide, re.MULTILINE)
    keys = [*printed, *printed["chart"], *printed["kubeconfig"]]
    assert [key for key in keys if f"`{key}`" not in row] == []


def test_every_row_of_a_report_is_in_json_too(program):
    assert "\n  Version    2.18.1 (the bundled chart's own)\n" in program.ok("install")
    report = json.loads(program.ok("install", "-o", "json"))
    assert (report["chart"]["versionRule"], report["valuesRule"]) == ("bundled", "")
    assert "\n  Values     those given now; " in program.ok("upgrade", "--set", "a=b")
    assert json.loads(program.ok("upgrade", "-o", "json"))["valuesRule"] == "reset-then-reuse-values"


@pytest.mark.parametrize("before, command, action", [
    ("", ["install"], "install"),
    ("uninstalled", ["install"], "install"), ("deployed", ["upgrade"], "upgrade"),
    ("deployed", ["upgrade", "--install"], "upgrade"), ("uninstalled", ["upgrade", "--install"], "install"),
])
def test_what_was_done_is_told_by_whether_there_was_a_release(program4, before, command, action):
    program4.has_history(*before.split())
    report = json.loads(program4.ok(*command, "-o", "json"))
    assert report["action"] == action
    # Where helm installs it keeps no values.
    assert bool(report["valuesRule"]) == (action == "upgrade")


def test_version_needs_no_cluster_and_has_stable_keys(program):
    report = json.loads(program.ok("version", "--client", "-o", "json"))
    assert list(report) == ["plugin", "bundledChart", "client", "helm"]
    # A fix of the plugin needs no new chart: two versions.
    assert report["plugin"] == VERSION and report["bundledChart"]["version"] == "2.18.1"
    assert report["client"] is None
    assert program.calls() == []
    report = json.loads(program.ok("version", "-o", "json"))
    assert list(report)[-2:] == ["trafficManager", "problems"] and report["problems"] == []


@pytest.mark.parametrize("client, differs", [("2.17.0", True), ("2.18.1", False), (None, False)])
def test_a_client_of_another_version_than_the_manager_is_remarked(program4, client, differs):
    if client:
        file = program4.folder / "telepresence"
        file.write_text(f"#!/bin/sh\necho 'OSS Client : v{client}'\n")
        file.chmod(0o755)
    release = {"name": "traffic-manager", "namespace": "staging", "revision": "1",
               "updated": "", "status": "deployed", "chart": "telepresence-2.18.1",
               "app_version": "2.18.1"}
    remark = ("the Traffic Manager is 2.18.1, but your telepresence client is 2.17.0; they have to "
              "be of one version: `helm telepresence upgrade -n staging` takes the client's")
    for command in ("status", "version"):
        run = [command, "-n", "staging"]
        path = {"PATH": f"{program4.folder}:/usr/bin:/bin"}
        program4.answer(("list", {"stdout": json.dumps([release])}))
        assert (f"  {remark}\n" in program4.ok(*run, **path)) == differs
        program4.answer(("list", {"stdout": json.dumps([release])}))
        report = json.loads(program4.ok(*run, "-o", "json", **path))
        assert (remark in report["problems"]) == differs



def rollout(*workloads, **options):
    return rollout_in_part(*workloads, part="rollout-and-agents-and-certificate", **options)


READY = {"kind": "Deployment", "name": "traffic-manager", "desired": 1, "ready": 1, "updated": 1,
         "available": 1, "all": 1, "isObserved": True, "image": "tel2:2.18.1"}
NOT_READY = {**READY, "ready": 0, "available": 0}
WAITING = {"name": "traffic-manager-1", "containers": [
    {"ready": False, "restarts": 1, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]}


@pytest.mark.parametrize("answer, shown, problems", [
    (rollout(READY), "Deployment ready, 1 of 1 replicas", []),
    (rollout(), "Deployment missing: there is no Deployment or StatefulSet traffic-manager", []),
    (rollout(NOT_READY, pods=[WAITING]),
     "Deployment not ready, 0 of 1 replicas; 0 of 1 replicas available",
     ["pod traffic-manager-1: CrashLoopBackOff (1 restart)",
      "Deployment traffic-manager: 0 of 1 replicas available"]),
    (rollout({**NOT_READY, "kind": "StatefulSet", "failure": "FailedCreate: exceeded quota"}),
     "StatefulSet not ready, 0 of 1 replicas; 0 of 1 replicas available",
     ["StatefulSet traffic-manager: FailedCreate: exceeded quota",
      "StatefulSet traffic-manager: 0 of 1 replicas available"]),
], ids=["ready", "missing", "not-ready", "B2"])
def test_status_shows_the_workload_and_what_is_in_its_way(program4, answer, shown, problems):
    program4.has_history("deployed")
    program4.answer(answer)
    assert f" {shown}\n" in re.sub(" +", " ", program4.ok("status"))
    program4.answer(answer)
    status = json.loads(program4.ok("status", "-o", "json"))
    assert status["problems"] == problems
    assert status["ready"] == (shown == "Deployment ready, 1 of 1 replicas")
    kinds = {key for key in ("deployment", "statefulSet") if status[key]}
    assert kinds == (set() if "missing" in shown else
                     {"statefulSet" if "StatefulSet" in shown else "deployment"})


REFUSED = "Error: execution error: {1} is forbidden: User \"jane\" cannot {0} resource \"{1}\" in API group\n"


def refused(*look_ups, part="rollout-and-agents-and-certificate"):
    """Answers to a look, each that this user may not do that."""
    return [(f"template {part}", {"status": 1, "stderr": REFUSED.format(*one.split())}) for one in look_ups]


def test_what_may_not_be_read_is_not_taken_for_missing(program4):
    program4.has_history("deployed")
    program4.answer(*refused("list deployments", "get deployments"), rollout())
    status = program4.report("status")
    assert status["notLookedAt"] == ["no right to list deployments", "no right to get deployments"]
    assert status["problems"] == ["no right to get deployments"] and not status["healthy"]
    program4.answer(*refused("list deployments", "get deployments"), rollout())
    assert "not known: no right to get deployments" in program4.ok("status")
    program4.answer(*refused("list pods"), rollout(READY))
    status = program4.report("status")
    assert status["notLookedAt"] == ["no right to list pods"] and status["healthy"]


def test_a_watch_forgets_what_was_so_before(program4):
    program4.has_history("deployed")
    program4.answer(rollout(READY), ("template rollout", {"status": 1, "stderr": "Error: no answer\n"}))
    process = program4.start("status", "--watch", "-o", "json")
    wait_until(lambda: len(program4.calls("list")) > 2, "the third look")
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    first, end = json.JSONDecoder().raw_decode(output)
    second, _ = json.JSONDecoder().raw_decode(output[end:].lstrip())
    assert first["ready"] and not second["ready"] and second["deployment"] is None


LIVES = probe_report("left-behind", leftBehind={"objects": [], "runs": True})


@pytest.mark.parametrize("command", [["status"], ["uninstall"], ["uninstall", "--ignore-not-found"]])
def test_one_that_helm_does_not_know_is_not_called_missing(program4, command):
    program4.answer(LIVES)
    error = program4.fails(*command)
    assert error.startswith("Error: helm has no release of the Traffic Manager that is in namespace ambassador")
    assert "HELM_DRIVER" in error


def test_a_history_that_was_kept_is_no_manager_elsewhere(program4):
    release = {"name": "traffic-manager", "namespace": "staging", "revision": "1", "updated": "",
               "chart": "telepresence-2.18.1", "app_version": "2.18.1"}
    for status, told in (("uninstalled", False), ("deployed", True)):
        program4.answer(("list", {"stdout": "[]"}),
                        ("list", {"stdout": json.dumps([{**release, "status": status}])}))
        assert ("There is one in namespace staging" in program4.run("status").stderr) == told


def test_what_helm_has_applied_is_not_called_applied_by_others(program4):
    program4.answer(survey(managers=[{"webhook": "agent-injector-webhook-a", "namespace": "a", "namespaces": []}]),
                    ("list", {"status": 1, "stderr": 'Error: secrets is forbidden: User "jane" cannot list '
                              'resource "secrets"\n'}))
    listed = program4.ok("list")
    assert "not known" in listed and "not helm" not in listed


def test_a_list_has_a_row_for_each(program4):
    program4.has_history("deployed")
    heading, *rows = program4.ok("list").splitlines()
    assert heading.startswith("CURRENT") and [row.split()[:2] for row in rows] == [["*", "ambassador"]]


def test_status_tells_when_the_certificate_ends(program4):
    program4.has_history("deployed")
    files = ["-keyout", program4.folder / "key.pem", "-out", program4.folder / "cert.pem"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "11", "-subj", "/CN=x", *files], check=True, capture_output=True)
    pem = (program4.folder / "cert.pem").read_text().replace("\n", "\\n")
    part = "rollout-and-agents-and-certificate"
    program4.answer((f"template {part}", {"stdout": yaml.safe_dump(
        {"data": {"report": f'{{"workloads":[],"pods":[],"certificate":"{pem}"}}'}})}))
    assert program4.report("status")["certificate"]["daysLeft"] in (10, 11)


def test_a_list_looks_for_agents_where_each_manager_manages(program4):
    managers = [{"webhook": "agent-injector-webhook-a", "namespace": "a", "namespaces": ["dev", "staging"]},
                {"webhook": "agent-injector-webhook-b", "namespace": "b", "namespaces": []}]
    program4.answer(survey(managers=managers), ("list", {"stdout": "[]"}))
    listed = program4.report("list")["trafficManagers"]
    assert [(one["namespace"], one["managedNamespaces"]) for one in listed] == [("a", ["dev", "staging"]), ("b", [])]
    asked = {tuple(call["arguments"][-2:]): call["arguments"] for call in program4.calls("template")}
    assert {(*words, asked[words][asked[words].index("--namespace") + 1]) for words in asked} == {
        ("--set-string", "namespaces={dev,staging}", "a"), ("--set", "everywhere=true", "b")}


@pytest.mark.parametrize("mode, source", [("--reuse-values", "release"), ("--reset-values", "chart")])
def test_what_the_release_was_given_counts_unless_it_is_reset(program4, mode, source):
    """With a real release: tests/e2e/test_values_command.py."""
    program4.has_history("deployed")
    made = {"info": {"notes": json.dumps({"logLevel": "debug"})}, "config": {"logLevel": "debug"}}
    program4.answer(("template", {"stdout": "data:\n  values: '{\"logLevel\":\"debug\"}'\n"}),
                    ("upgrade", {"stdout": json.dumps(made)}))
    (value,) = program4.report("values", mode)["values"]
    assert (value["key"], value["source"]) == ("logLevel", source)


def test_a_watch_shows_what_is_there_and_looks_again(program4):
    program4.has_history("deployed")
    process = program4.start("status", "--watch", "-o", "json")
    wait_until(lambda: len(program4.calls("list")) > 1, "the second look")
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    report, _ = json.JSONDecoder().raw_decode(output)
    assert report["revision"] == 1 and process.returncode != 0


@pytest.mark.parametrize("script, version", [
    ("echo 'OSS Client : v2.18.1'; echo 'Root Daemon: not running'", "2.18.1"),
    ("exit 1", ""), ("sleep 60", ""),
])
def test_the_telepresence_client_is_asked_but_not_waited_for(program4, script, version):
    client = program4.folder / "telepresence"
    client.write_text(f"#!/bin/sh\n{script}\n")
    client.chmod(0o755)
    report = json.loads(program4.ok("version", "--client", "-o", "json",
                                    PATH=f"{program4.folder}:/usr/bin:/bin"))
    assert report["client"]["version"] == version
    assert report["client"]["path"] == str(client)


def test_b9_there_is_one_next_step_and_it_fits(program4):
    """Not the chart's notes, which serve plain helm; a warning among them is passed on."""
    kubeconfig = program4.folder / "kubeconfig"
    kubeconfig.write_text("clusters: [{name: kind, cluster: {server: 'https://127.0.0.1:1'}}]\n"
                          "contexts: [{name: kind, context: {cluster: kind}}]\n"
                          "current-context: kind\n")
    step = "\nNext, on a workstation:\n\n    telepresence connect"
    result = program4.run("install", "-n", "staging")
    assert result.stdout.endswith(f"{step}\n") and "the notes" not in result.stdout
    assert result.stderr == "Warning: the token\nwas not used\n"
    kept = program4.ok("upgrade", "-n", "prod", "--kubeconfig-extension=false")
    assert kept.endswith(f"{step} --manager-namespace prod\n")
    assert program4.ok("upgrade").endswith(f"{step}\n")


@pytest.mark.parametrize("chart, said", [
    ("telepresence-2.18.1", "Traffic Manager 2.18.1 upgraded in"),
    ("telepresence-2.17.0", "Traffic Manager 2.18.1 upgraded from 2.17.0 in"),
    ("telepresence-2.19.1", "Traffic Manager 2.18.1 downgraded from 2.19.1 in"),
])
def test_b8_a_downgrade_is_called_one(program4, chart, said):
    program4.has_history("deployed", chart=chart)
    assert program4.ok("upgrade").startswith(said)


def test_quiet_says_nothing(program):
    for command in ("install", "upgrade", "uninstall"):
        # Each finds what the one before it left.
        result = program.run(command, "--quiet")
        assert (result.returncode, result.stdout) == (0, "")
        assert result.stderr in ("", "Warning: the token\nwas not used\n")


def test_nothing_is_coloured_or_animated_without_a_terminal(program4):
    result = program4.run("install")
    assert "\x1b" not in result.stdout + result.stderr
    assert result.stderr == "Warning: the token\nwas not used\n"


RED_ERROR = "\x1b[1m\x1b[31mError:\x1b[0m unknown flag --x"


@pytest.mark.parametrize("variables, flags, coloured", [
    ({}, [], True),
    ({"NO_COLOR": "1"}, [], False),
    ({"NO_COLOR": "1"}, ["--color", "always"], True),
    ({"HELM_COLOR": "never"}, [], False),
    ({}, ["--colour=never"], False),
    ({"TERM": "dumb"}, [], False),
])
def test_c9_a_terminal_gets_colours_unless_they_are_not_wanted(program4, variables, flags, coloured):
    written = run_on_terminal(program4, *flags, "status", "--x", **variables)
    assert (RED_ERROR in written, "\x1b" in written) == (coloured, coloured)


def test_c9_a_pipe_gets_colours_where_they_are_wanted(program4):
    assert program4.run("status", "--x", "--color=always").stderr.startswith(RED_ERROR)


def test_a_colour_there_is_not(program4):
    error = program4.fails("status", "--color", "red")
    assert error == "Error: --color red: no such value\n  Use auto, always or never.\n"


@pytest.mark.parametrize("columns", [48, 80, 200])
def test_c9_no_word_is_broken_at_the_edge(program4, columns):
    program4.answer(("install", {"status": 1, "stderr": "Error: INSTALLATION FAILED: " + 30 * "refused it "}))
    screen = screen_after(run_on_terminal(program4, "install", "-q", columns=columns), columns)
    words = {word for line in screen for word in line.split()}
    assert {"refused", "it"} <= words
    assert not words & {"refu", "refus", "sed", "used", "ed", "i", "t"}
    assert all(line.startswith("  ") for line in screen if "refused" in line)


def test_a_terminal_shows_progress_and_clears_it(program4):
    program4.answer(("install", {"sleep": 1, "stdout": json.dumps({"version": 1, "info": {}})}))
    written = run_on_terminal(program4, "install")
    assert "Installing Traffic Manager 2.18.1 in namespace ambassador" in written
    assert screen_after(written)[0].startswith("Traffic Manager 2.18.1 installed")
    assert "Installing" not in run_on_terminal(program4, "install", TERM="dumb")


def test_a_terminal_on_which_nothing_was_drawn_is_not_cleared(program4):
    assert "\x1b[J" not in run_on_terminal(program4, "version", "--client")


def test_helms_warnings_are_passed_on(program4):
    program4.answer(("upgrade", {"stdout": json.dumps({"version": 2, "info": {}}),
                                 "stderr": "level=WARN msg=careful\n"}))
    result = program4.run("upgrade", "-o", "json")
    assert result.stderr == "level=WARN msg=careful\n"
    assert json.loads(result.stdout)["revision"] == 2


LOG = ('E1127 05:12:01.123456   77 memcache.go:265] "Unhandled Error" err="no answer"\n'
       'level=WARN msg="unable to find it"\n')


@pytest.mark.parametrize("debug", [[], ["--debug"]], ids=["", "with --debug"])
def test_c10_what_the_libraries_of_helm_log_comes_behind_what_was_done(program4, debug):
    program4.answer(("install", {"stdout": json.dumps({"version": 1, "info": {}}), "stderr": LOG}))
    written = run_on_terminal(program4, "install", *debug).replace("\r", "")
    assert 0 < written.index("installed in namespace") < written.index("unable to find it")
    # What Kubernetes' client library says of its own work is nobody's business after a success.
    assert ("Unhandled Error" in written) == bool(debug)


@pytest.mark.parametrize("debug", [[], ["--debug"]], ids=["", "with --debug"])
def test_c10_an_error_is_told_without_what_the_libraries_of_helm_log(program4, debug):
    failed = {"status": 1, "stderr": LOG + "Error: INSTALLATION FAILED: it broke\n"}
    program4.answer(("install", failed))
    error = program4.run("install", *debug).stderr
    assert "Error: INSTALLATION FAILED: it broke" in error
    assert ("Unhandled Error" in error, "level=WARN" in error) == (bool(debug), bool(debug))
    # Behind what the plugin says, and not once more above it.
    if debug:
        assert error.count("Unhandled Error") == error.count("level=WARN") == 1
        assert error.index("Error: the install failed: ") < error.index("Unhandled Error")
    # Where that is all it says, it is shown.
    program4.answer(("install", {"status": 1, "stderr": LOG}))
    assert "Unhandled Error" in program4.run("install").stderr


@pytest.mark.parametrize("flag", ["-- --atomic", "--atomic"])
def test_b12_a_flag_of_helm_that_is_not_needed_leads_to_no_other_error(program4, flag):
    error = program4.fails("install", *flag.split())
    assert "A failed operation is rolled back already (--rollback-on-failure)." in error


def test_a_report_that_cannot_be_written_is_a_failure(program4):
    with open("/dev/full", "w", encoding="utf-8") as full:
        result = subprocess.run([BINARY, "version", "--client"], env=program4.environment,
                                stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert result.returncode == 1
    assert "cannot write to stdout" in result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_flag_has_help_with_an_example(program4, command):
    text = program4.ok(command, "--help", COLUMNS="1000")
    assert text == program4.ok("help", command, COLUMNS="1000")
    assert f"Examples:\n  helm telepresence {command}" in text
    flags = re.split(r"\n  (?=-)", text.split("\nGlobal flags")[0])[1:]
    assert flags
    for flag in flags:
        # What only turns something on needs none.
        if re.match(r"(-\w, )?--[\w-]+( |\[=)[A-Za-z]", flag.split("  ")[0]):
            assert "e.g." in flag, flag


def test_kinds_of_dry_runs_are_offered_where_there_are_some(program4):
    for command in ("install", "upgrade", "uninstall"):
        text = program4.ok(command, "--help")
        assert ("--dry-run=server" in text) == (command != "uninstall")


def test_the_programs_help_explains_global_flags(program4):
    text = program4.ok(COLUMNS="1000")
    assert text == program4.ok("--help", COLUMNS="1000")
    for command in COMMANDS:
        assert f"\n  {command} " in text
    for flag in re.split(r"\n  (?=-)", text.split("Flags, for every command".lower())[-1])[1:]:
        if re.match(r"(-\w, )?--[\w-]+ [A-Z]", flag.split("  ")[0]):
            assert "e.g." in flag, flag


def test_help_fits_a_narrow_terminal(program4):
    text = program4.ok("--help", COLUMNS="50")
    assert max(len(line) for line in text.splitlines()) <= 60


def test_c9_a_status_has_marks_where_a_person_or_a_colour_shows_them(program4):
    program4.has_history("deployed")
    assert "√ deployed" in run_on_terminal(program4, "status", NO_COLOR="1")
    assert "√" not in program4.ok("status")
    assert "\x1b[32m√ \x1b[0mdeployed" in program4.ok("status", "--color", "always")


@pytest.mark.parametrize("ago, said", [
    (timedelta(minutes=5, seconds=20), "5 minutes ago"), (timedelta(hours=3, minutes=1), "3 hours ago"),
    (timedelta(days=2, hours=1), "2 days ago"),
])
def test_c9_when_it_was_updated_is_said_as_whoever_reads_it_says_it(program4, ago, said):
    time = datetime.now(timezone.utc) - ago
    # As helm prints it.
    listed = [{"name": "traffic-manager", "namespace": "ambassador", "revision": "1",
               "updated": time.strftime("%Y-%m-%d %H:%M:%S.422961223 +0000 UTC"),
               "status": "deployed", "chart": "telepresence-2.18.1", "app_version": "2.18.1"}]
    of_programs = time.strftime("%Y-%m-%dT%H:%M:%SZ")
    program4.answer(*[("list", {"stdout": json.dumps(listed)})] * 3)
    screen = screen_after(run_on_terminal(program4, "status"))
    (row,) = [line.split() for line in screen if line.startswith("  Updated ")]
    assert row == ["Updated", *said.split()]
    assert re.search(f"^  Updated +{of_programs}$", program4.ok("status"), re.MULTILINE)
    assert program4.report("status")["updated"] == of_programs


# What helm prints of a change that it has made, and what is said of that.
ODD_ANSWERS = [
    ("[]", "helm did not print an object"),
    ("no JSON", "helm printed what is not JSON"),
    ('{"version": "one", "info": {}}', "helm printed a field version that is not a number"),
    ('{"version": 2, "info": []}', "helm printed a field info that is not an object"),
    ('{"version": 2, "info": {"status": 7}}', "helm printed a field info.status that is not a text"),
    ('{"version": 2, "info": {}, "config": "x"}', "helm printed a field config that is not an object"),
]


@pytest.mark.parametrize("answer, warning", ODD_ANSWERS)
@pytest.mark.parametrize("command", ["install", "upgrade"])
def test_f19_a_success_is_one_whatever_helm_prints_of_it(program4, command, answer, warning):
    program4.has_history(*(["deployed"] if command == "upgrade" else []))
    program4.answer((command, {"stdout": answer, "record": "deployed"}))
    result = program4.run(command, "-n", "staging")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("Traffic Manager 2.18.1 ")
    assert " in namespace staging\n" in result.stdout.splitlines(keepends=True)[0]
    assert result.stderr.splitlines() == [f"Warning: {warning}"]
    # Nothing was undone.
    assert program4.history()[-1] == "deployed"
    assert not program4.calls("uninstall") + program4.calls("rollback")


@pytest.mark.parametrize("answer", [answer for answer, _ in ODD_ANSWERS[:3]])
def test_f19_an_upgrade_stays_one_whatever_helm_prints_of_it(program4, answer):
    program4.has_history("deployed")
    program4.answer(("upgrade", {"stdout": answer, "record": "deployed"}))
    assert program4.ok("upgrade").startswith("Traffic Manager 2.18.1 upgraded in ")


@pytest.mark.parametrize("answer", [answer for answer, _ in ODD_ANSWERS[:3]])
def test_f19_no_revision_is_made_up(program4, answer):
    program4.answer(("install", {"stdout": answer, "record": "deployed"}))
    assert "\n  Release    traffic-manager\n" in program4.ok("install")


def test_f19_a_success_of_which_helm_prints_nothing(program4):
    program4.answer(("install", {"stdout": "", "record": "deployed"}))
    result = program4.run("install")
    assert result.returncode == 0
    assert result.stderr == "Warning: helm printed nothing of the release\n"
