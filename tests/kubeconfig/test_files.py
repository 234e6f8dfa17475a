"""What is beside a kubeconfig's bytes, and where it may lie: comments, metadata, links, mounts."""

import os
import shutil
import stat
import subprocess

import pytest

from shapes import USER, one_cluster

INSIDE = """\
apiVersion: v1
current-context: dev
contexts:
- name: dev
  context: {cluster: dev}
clusters:
- name: dev
  cluster:
%s"""


def test_f11_a_comment_behind_the_namespace_stays(program):
    program.file.write_text(INSIDE % """\
    extensions:
    - name: telepresence.io
      extension:
        manager:
          namespace: staging  # where jane has put it
        # of the virtual network
        also-proxy: [10.0.0.0/8]
    server: https://127.0.0.1:1
""")
    assert program.unset().decode() == INSIDE % """\
    extensions:
    - name: telepresence.io
      extension:
          # where jane has put it
        # of the virtual network
        also-proxy: [10.0.0.0/8]
    server: https://127.0.0.1:1
"""


def test_f11_a_comment_below_a_list_that_comes_first_stays(program):
    program.file.write_text(INSIDE % """\
    extensions:
    - name: telepresence.io
      extension:
        manager:
          namespace: staging
    # the server of the team
    server: https://127.0.0.1:1
""")
    assert program.unset().decode() == INSIDE % """\
    # the server of the team
    server: https://127.0.0.1:1
"""


def test_f11_a_comment_between_a_dash_and_its_next_key_stays(program):
    program.file.write_text(INSIDE % """\
    extensions:
    - extension: {manager: {namespace: staging}}
      # whose it is
      name: telepresence.io
      more: 1
""")
    assert "      # whose it is\n      name: telepresence.io\n" in program.unset().decode()
    assert "manager" not in program.file.read_text()


def test_f11_what_would_take_a_comment_along_is_refused(program):
    text = INSIDE % """\
    server: https://127.0.0.1:1
    extensions:
    - name: telepresence.io
      extension:
        # jane's
        manager:
          # until Friday
          namespace: staging
"""
    program.file.write_text(text)
    error = program.fails("unset")
    assert "a comment in its telepresence.io extension would be lost" in error
    assert program.file.read_text() == text


@pytest.fixture
def text(program):
    program.file.write_text(one_cluster("server: https://127.0.0.1:1") + USER)
    return program.file.read_text()


def needs_root():
    if os.geteuid() != 0:
        pytest.skip("needs root")


def test_f12_the_group_stays_in_a_folder_that_gives_its_own(program, text):
    needs_root()
    os.chown(program.files, 0, 12345)
    os.chmod(program.files, 0o2775)
    os.chown(program.file, 0, 0)
    os.chmod(program.file, 0o640)
    program.set()
    status = os.stat(program.file)
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (0, 0, 0o640)
    assert program.file.read_text() != text


def test_f12_extended_attributes_stay(program, text):
    try:
        os.setxattr(program.file, "user.note", b"kept")
        os.setxattr(program.file, "user.other", b"\x00binary")
    except OSError as error:
        pytest.skip(f"this file system has no extended attributes: {error}")
    program.set()
    assert program.file.read_text() != text
    assert {name: os.getxattr(program.file, name) for name in os.listxattr(program.file)
            if name.startswith("user.")} == {"user.note": b"kept", "user.other": b"\x00binary"}


def test_f12_access_control_lists_stay(program, text):
    if not shutil.which("setfacl"):
        pytest.skip("needs setfacl")
    if subprocess.run(["setfacl", "-m", "u:12345:r", program.file], check=False).returncode != 0:
        pytest.skip("this file system has no access control lists")
    # What the folder would give a new file.
    subprocess.run(["setfacl", "-d", "-m", "u:23456:rw", program.files], check=True)
    before = subprocess.check_output(["getfacl", "-c", program.file])
    program.set()
    assert program.file.read_text() != text
    assert subprocess.check_output(["getfacl", "-c", program.file]) == before


def test_f13_two_names_of_one_file_edited_at_once(program, text):
    del text
    names = [program.files / f"link{i}" for i in range(4)]
    for name in names:
        name.symlink_to(program.file)
    started = [program.start("set", "-n", f"team{i}", "--kubeconfig", name)
               for i, name in enumerate(names * 5)]
    for process in started:
        _, error = process.communicate(timeout=60)
        assert process.returncode == 0, error
    assert program.left() == ["config", *(name.name for name in names)]
    assert program.report("show")["contexts"][0]["managerNamespace"].startswith("team")


@pytest.fixture
def mounted(program, text):
    """What goes before the program so that the kubeconfig is a mount of its own, as in a container."""
    needs_root()
    source = program.home / "source"
    source.write_text(text)
    command = ["unshare", "--mount", "sh", "-c",
               f"mount --bind '{source}' '{program.file}' && exec \"$@\"", "sh"]
    if subprocess.run([*command, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("mounts cannot be made here")
    return source, command


def test_f14_a_file_that_is_mounted_by_itself(program, text, mounted):
    source, command = mounted
    inode = os.stat(source).st_ino
    program.ok("set", "-n", "staging", before=command)
    assert os.stat(source).st_ino == inode
    assert "namespace: staging" in source.read_text()
    assert program.left() == ["config"]
    program.ok("unset", before=command)
    assert source.read_text() == text


def test_f14_an_interrupted_write_is_told_with_the_former_text(program, text):
    backup = program.files / "config.telepresence-backup"
    backup.write_text(text)
    program.file.write_text(text[:40])
    error = program.run("set", "-n", "staging").stderr
    assert "an earlier change of it was cut off in the middle" in error
    command = error.splitlines()[1].partition(": ")[2]
    subprocess.run(["sh", "-c", command], check=True)
    assert program.file.read_text() == text and program.left() == ["config"]


def test_f14_a_backup_of_what_the_file_has_is_in_nobodys_way(program, text):
    (program.files / "config.telepresence-backup").write_text(text)
    program.set()
    assert program.left() == ["config"]


NO_LINKS = """\
#include <errno.h>
/* A file system that gives a file one name only, which is not to be had here. */
int link(const char *from, const char *to) { (void)from; (void)to; errno = EPERM; return -1; }
"""


def test_f14_a_file_system_without_hard_links(program, text, tmp_path):
    source, library = tmp_path / "link.c", tmp_path / "link.so"
    source.write_text(NO_LINKS)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    program.ok("set", "-n", "staging", LD_PRELOAD=str(library))
    assert program.file.read_text() != text and program.left() == ["config"]
    # Somebody else's lock is still one.
    lock = program.files / "config.lock"
    lock.write_text("")
    assert "another program has held this lock" in program.fails("unset", LD_PRELOAD=str(library))
    assert lock.exists()


def test_f14_a_backup_that_was_not_finished_is_in_nobodys_way(program, text):
    (program.files / "config.telepresence-backup.telepresence-part-abc123").write_text(text[:40])
    program.set()
    assert program.left() == ["config"]
