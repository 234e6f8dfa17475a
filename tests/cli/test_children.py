"""The programs that the plugin runs: what they may use of memory, terminal and folder."""

import json


def write_client(folder, script):
    client = folder / "telepresence"
    client.write_text(f"#!/bin/sh\n{script}\n")
    client.chmod(0o755)


def test_a_client_in_the_current_folder_is_not_run(program4):
    write_client(program4.folder, "touch was-run; echo 'OSS Client : v2.18.1'")
    for path in ("", ":/usr/bin:/bin", "/usr/bin:.", "."):
        helm = {"HELM_BIN": program4.environment["HELM_BIN"], "PATH": path}
        report = json.loads(program4.ok("version", "--client", "-o", "json", **helm))
        assert report["client"] is None
    assert not (program4.folder / "was-run").exists()
