"""What install, upgrade and uninstall do to the kubeconfig."""

import json
import os
import subprocess

import pytest

from looks import probe_report

KUBECONFIG = """\
apiVersion: v1
clusters:
- cluster:
    server: https://127.0.0.1:1  # not there
  name: kind
contexts:
- context: {cluster: kind, user: jane}
  name: kind
current-context: kind
kind: Config
users:
- name: jane
  user: {token: s3cret}
"""
SET = KUBECONFIG.replace("# not there\n", """# not there
    extensions:
    - name: telepresence.io
      extension:
        manager:
          namespace: staging
""")


@pytest.fixture
def kubeconfig(program4):
    file = program4.folder / "kubeconfig"
    file.write_text(KUBECONFIG)
    return file


@pytest.mark.parametrize("command", ["install", "upgrade"])
def test_after_an_install_elsewhere_clients_find_the_manager(program4, kubeconfig, command):
    report = json.loads(program4.ok(command, "-n", "staging", "-o", "json"))
    assert report["kubeconfig"] == {"change": "set", "file": str(kubeconfig), "cluster": "kind",
                                    "formerNamespace": "", "namespace": "staging", "warning": "", "remedy": "",
                                    "otherContexts": []}
    assert kubeconfig.read_text() == SET
    # So the next command needs no -n.
    assert json.loads(program4.ok("upgrade", "-o", "json"))["namespace"] == "staging"


def test_an_uninstall_gives_the_file_back(program4, kubeconfig):
    program4.ok("install", "-n", "staging")
    text = program4.ok("uninstall")
    assert f"clients of cluster kind no longer look in namespace staging ({kubeconfig})" in text
    assert kubeconfig.read_text() == KUBECONFIG


def test_an_uninstall_that_left_something_changes_no_kubeconfig(program4, kubeconfig):
    """It is run again, and must not find another Traffic Manager then."""
    program4.ok("install", "-n", "staging")
    role = {"kind": "Role", "name": "traffic-manager", "namespace": "staging"}
    program4.answer(("get", {"stdout": "kind: Role\n"}), probe_report("existing", number=1, existing=[role]))
    assert "is still there" in program4.run("uninstall").stderr
    assert kubeconfig.read_text() == SET
    # Once that is gone, there is nothing but this to repair.
    program4.answer()
    assert "Nothing to repair" in program4.ok("repair")
    assert kubeconfig.read_text() == KUBECONFIG


def test_what_is_true_already_is_left_alone(program4, kubeconfig):
    before = kubeconfig.stat()
    program4.ok("install")
    program4.ok("uninstall")
    after = kubeconfig.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_uninstall_elsewhere_leaves_it_alone(program4, kubeconfig):
    kubeconfig.write_text(SET)
    program4.uninstall("-n", "dev")
    assert kubeconfig.read_text() == SET


def test_an_install_in_the_default_namespace_replaces_another(program4, kubeconfig):
    kubeconfig.write_text(SET)
    program4.ok("install", "-n", "ambassador")
    assert kubeconfig.read_text() == SET.replace("staging", "ambassador")


@pytest.mark.parametrize("flags", [
    ["--kubeconfig-extension=false"], ["--dry-run"], ["--kube-apiserver", "https://127.0.0.1:2"],
], ids=lambda flags: flags[0])
def test_when_it_is_left_alone(program4, kubeconfig, flags):
    program4.ok("install", "-n", "staging", *flags)
    assert kubeconfig.read_text() == KUBECONFIG
    kubeconfig.write_text(SET)
    program4.uninstall(*flags)
    assert kubeconfig.read_text() == SET


def test_a_failed_install_changes_nothing(program4, kubeconfig):
    program4.answer(("install", {"status": 1, "stderr": "Error: no\n"}))
    program4.fails("install", "-n", "staging")
    assert kubeconfig.read_text() == KUBECONFIG


def test_what_has_to_be_done_first_is_told(program4, kubeconfig):
    """An earlier change was cut off: to advise another one would be of no use."""
    backup = kubeconfig.with_name(kubeconfig.name + ".telepresence-backup")
    backup.write_text(f"{KUBECONFIG}# before\n")
    result = program4.run("install", "-n", "staging", "-o", "json")
    assert result.returncode == 0
    report = json.loads(result.stdout)["kubeconfig"]
    assert "was cut off in the middle" in report["warning"]
    command = report["remedy"].splitlines()[-1]
    assert command.startswith("cp ") and f"  {command}\n" in result.stderr
    subprocess.run(["sh", "-c", command], check=True)
    assert kubeconfig.read_text() == f"{KUBECONFIG}# before\n" and not backup.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file of another user")
def test_a_backup_of_another_user_is_none_of_ours(program4, kubeconfig):
    """Where others may write beside the kubeconfig: its programs would run as this user."""
    backup = kubeconfig.with_name(kubeconfig.name + ".telepresence-backup")
    backup.write_text("users: [{user: {exec: {command: evil}}}]\n")
    os.chown(backup, 65534, 65534)
    for make in (lambda: None, lambda: (backup.unlink(), backup.symlink_to("/etc/hostname"))):
        make()
        result = program4.run("install", "-n", "staging", "-o", "json")
        assert json.loads(result.stdout)["kubeconfig"]["change"] == "set", result.stderr
        assert "cp " not in result.stderr
        kubeconfig.write_text(KUBECONFIG)
        program4.has_history()


def test_permissions_alone_are_no_place_for_clients(program4, kubeconfig):
    made = {"version": 1, "info": {}, "config": {"rbac": {"only": True}}}
    program4.answer(("install", {"stdout": json.dumps(made)}))
    program4.ok("install", "-n", "staging", "--set", "rbac.only=true")
    assert kubeconfig.read_text() == KUBECONFIG


def test_a_file_that_cannot_be_changed_is_a_warning(program4, kubeconfig):
    os.link(kubeconfig, program4.folder / "second-name")
    result = program4.run("install", "-n", "staging", "-q", "-o", "json")
    assert result.returncode == 0
    report = json.loads(result.stdout)["kubeconfig"]
    assert report["change"] == "failed" and "has a second name" in report["warning"]
    assert "Warning: the kubeconfig could not be changed: " in result.stderr
    assert '      manager:\n          namespace: "staging"\n' in result.stderr
    assert kubeconfig.read_text() == KUBECONFIG
    assert "s3cret" not in result.stdout + result.stderr


def test_without_a_kubeconfig_there_is_nothing_to_do(program4):
    report = json.loads(program4.ok("install", "-n", "staging", "-o", "json"))
    assert report["kubeconfig"]["change"] == "none"


def test_migrate_follows_the_client(program4, kubeconfig):
    kubeconfig.write_text(SET)
    client = program4.folder / "telepresence"
    path = {"PATH": f"{program4.folder}:/usr/bin:/bin"}
    for version, key in (("2.21.0", "defaultManagerNamespace"), ("2.18.1", "  namespace")):
        client.write_text(f"#!/bin/sh\necho 'OSS Client : v{version}'\n")
        client.chmod(0o755)
        program4.ok("kubeconfig", "migrate", **path)
        assert f"  {key}: staging\n" in kubeconfig.read_text()
    assert kubeconfig.read_text() == SET
    error = program4.fails("kubeconfig", "migrate")
    assert "--to manager or --to cluster" in error
    assert "--to x: no such value" in program4.fails("kubeconfig", "migrate", "--to", "x")


def test_what_is_reported_to_programs(program4, kubeconfig):
    report = json.loads(program4.ok("kubeconfig", "set", "-n", "staging", "-o", "json"))
    diff = report.pop("diff")
    assert "+          namespace: staging\n" in diff
    assert report == {"changed": True, "dryRun": False, "file": str(kubeconfig),
                      "cluster": "kind", "context": "kind", "namespace": "staging",
                      "namespaceRule": "namespace-flag"}
    report = json.loads(program4.ok("kubeconfig", "unset", "--dry-run", "-o", "json"))
    assert report.pop("diff")
    assert report == {"changed": True, "dryRun": True, "file": str(kubeconfig),
                      "cluster": "kind", "context": "kind"}
    assert "telepresence.io extension of cluster kind in" in program4.ok("kubeconfig", "set")


def test_a6_a_move_names_where_clients_looked_before_and_who_else_is_moved(program4, kubeconfig):
    kubeconfig.write_text(SET.replace("contexts:\n", """contexts:
- context: {cluster: kind, user: john}
  name: johns
- context: {cluster: other, user: jane}
  name: elsewhere
"""))
    text = program4.ok("install", "-n", "prod")
    assert "clients of cluster kind look in namespace prod now, no longer in staging" in text
    assert "also those of johns\n" in text and "elsewhere" not in text
    kubeconfig.write_text(SET)
    report = json.loads(program4.ok("upgrade", "-n", "prod", "-o", "json"))["kubeconfig"]
    assert (report["formerNamespace"], report["namespace"]) == ("staging", "prod")


def test_b11_the_namespace_that_the_clients_own_configuration_names(program4, kubeconfig):
    folder = program4.folder / ".config" / "telepresence"
    folder.mkdir(parents=True)
    (folder / "config.yml").write_text("cluster:\n  defaultManagerNamespace: staging\n")
    report = program4.report("install")
    assert (report["namespace"], report["namespaceRule"]) == ("staging", "client-config")
    # Clients look there anyway.
    assert kubeconfig.read_text() == KUBECONFIG
    (context,) = program4.report("kubeconfig", "show")["contexts"]
    assert (context["managerNamespace"], context["namespaceRule"]) == ("staging", "client-config")
    # And not in ambassador, which is nobody's default then.
    program4.ok("install", "-n", "ambassador")
    assert "namespace: ambassador\n" in kubeconfig.read_text()


def test_f20_a_lock_that_somebody_left_is_shown(program4, kubeconfig):
    lock = kubeconfig.with_name("kubeconfig.lock")
    lock.touch()
    result = program4.run("kubeconfig", "show")
    assert result.returncode == 0 and f"rm {lock}" in result.stderr
    lock.unlink()
    assert program4.run("kubeconfig", "show").stderr == ""


def test_b11_a_configuration_of_the_client_that_cannot_be_read_is_a_warning_of_show(program4, kubeconfig):
    folder = program4.folder / ".config" / "telepresence"
    folder.mkdir(parents=True)
    (folder / "config.yml").write_text("cluster: [\n")
    result = program4.run("kubeconfig", "show")
    assert result.returncode == 0 and f"{folder / 'config.yml'}:2: " in result.stderr
    kubeconfig.write_text(SET)
    assert program4.run("kubeconfig", "show").stderr == ""
