"""The binary that is packaged: it needs nothing of the machine that it runs on, and is hardened.

Builds it with packaging/binary.sh where that has not been done.
"""

import json
import os
import re
import shutil
import subprocess

import pytest

from packages import PLATFORM, package
from plugin import ROOT, VERSION, run

# Where systems have the certificates of the CAs that they trust: Debian and Alpine, RHEL, SUSE,
# and what OpenSSL calls its own on Alpine and macOS.
CA_BUNDLES = ["etc/ssl/certs/ca-certificates.crt", "etc/pki/tls/certs/ca-bundle.crt",
              "etc/ssl/ca-bundle.pem", "etc/ssl/cert.pem"]


@pytest.fixture(scope="session")
def binary():
    built = subprocess.run([ROOT / "packaging" / "binary.sh", PLATFORM], stdout=subprocess.PIPE,
                           text=True, timeout=3600, check=True)
    return built.stdout.strip()


def readelf(binary, *what):
    return subprocess.run(["readelf", "--wide", *what, binary], capture_output=True, text=True,
                          check=True).stdout


def test_it_loads_no_library(binary):
    assert "(NEEDED)" not in readelf(binary, "--dynamic")
    assert "INTERP" not in readelf(binary, "--program-headers")


def test_it_is_hardened(binary):
    headers, dynamic = readelf(binary, "--program-headers"), readelf(binary, "--dynamic")
    assert re.search(r"\(FLAGS_1\).* PIE", dynamic)
    assert re.search(r"\(FLAGS_1\).*NOW", dynamic) and "GNU_RELRO" in headers
    (stack,) = re.findall(r"GNU_STACK +(?:0x\w+ +){5}(\w+)", headers)
    assert stack == "RW"
    # Where amd64 has the value that is put on the stack and looked at before a return.
    code = subprocess.run(["objdump", "--disassemble", "--no-show-raw-insn", binary],
                          capture_output=True, text=True, check=True).stdout
    assert code.count("%fs:0x28") > 1000


def test_it_is_small_and_says_nothing_of_where_it_was_built(binary):
    assert os.path.getsize(binary) <= 8_000_000
    with open(binary, "rb") as file:
        content = file.read()
    for path in (str(ROOT), os.path.expanduser("~/.cache"), "/tmp/"):
        found = content.find(path.encode() + b"/")
        assert found < 0, content[found:found + 100]


class Root:
    """A folder that becomes the root of what runs in it: there is a helm, and nothing else."""

    def __init__(self, folder, helm):
        self.folder = folder
        (folder / "tmp").mkdir(parents=True)
        shutil.copy(helm, folder / "helm")

    def run(self, *arguments):
        return run(["/usr/sbin/chroot", self.folder, "/helm", *arguments], {"HOME": "/tmp"})


@pytest.fixture(scope="session")
def archive(served, binary):
    """The archive for http with the binary in it, below what is served."""
    package(served / "static", binary=binary)
    (found,) = (served / "static").glob("*.tar.gz")
    return found.relative_to(served)


@pytest.fixture
def root(tmp_path, helm, server, archive):
    if os.geteuid() != 0:
        pytest.skip("only root may change the root")
    made = Root(tmp_path / "root", helm)
    unsigned = ["--verify=false"] if "helm-4." in helm else []
    installed = made.run("plugin", "install", f"{server}/{archive}", *unsigned)
    assert installed.returncode == 0, installed.stderr
    return made


def test_it_runs_where_there_is_nothing_but_helm(root):
    told = root.run("telepresence", "version", "--client", "-o", "json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["plugin"] == VERSION
    install = root.run("telepresence", "install", "--offline", "--dry-run=client", "--kube-apiserver", "http://127.0.0.1:9")
    # Helm 3 asks a cluster even then; that it was helm shows that the plugin could run it.
    assert "kind: Deployment" in install.stdout or "connection refused" in install.stderr


@pytest.mark.parametrize("bundle", CA_BUNDLES)
def test_it_finds_the_certificates_of_the_system(root, secure_server, bundle):
    url, ca = secure_server
    (root.folder / bundle).parent.mkdir(parents=True)
    shutil.copy(ca, root.folder / bundle)
    listed = root.run("telepresence", "chart", "list", "--repo", url)
    assert listed.returncode == 0, listed.stderr
    assert "2.18.1" in listed.stdout


def test_without_certificates_it_trusts_nobody(root, secure_server):
    listed = root.run("telepresence", "chart", "list", "--repo", secure_server[0])
    assert listed.returncode == 1
    assert "certificate" in listed.stderr
