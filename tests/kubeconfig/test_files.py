"""What is beside a kubeconfig's bytes, and where it may lie: comments, metadata, links, mounts."""

import os
import shutil
import signal
import stat
import struct
import subprocess

import pytest

from plugin import preloaded
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


@pytest.fixture
def as_owner(program, text, as_nobody):
    """What goes before the program so that the file's owner runs it, who may do nothing else."""
    del text
    os.chmod(program.files, 0o777)
    os.chown(program.file, 65534, 65534)
    return as_nobody


def refused_as_it_was(program, text, **options):
    """The error of an edit that leaves the file, and nothing beside it."""
    before = os.stat(program.file)
    error = program.fails("set", "-n", "staging", **options)
    after = os.stat(program.file)
    assert program.file.read_text() == text and program.left() == ["config"]
    assert (after.st_ino, after.st_gid, after.st_mtime_ns) == (
        before.st_ino, before.st_gid, before.st_mtime_ns)
    return error


def test_f12_a_group_that_cannot_be_kept_is_a_reason_to_refuse(program, text, as_owner):
    os.chown(program.file, 65534, 12345)
    os.chmod(program.file, 0o640)
    error = refused_as_it_was(program, text, before=as_owner)
    assert f"{program.file}: its group cannot be kept: Operation not permitted" in error


def test_f12_an_attribute_that_cannot_be_kept_is_a_reason_to_refuse(program, text, as_owner):
    """One that everybody may read, and only root may set."""
    # Version 2, without a right.
    nothing_allowed = struct.pack("<5I", 0x02000000, 0, 0, 0, 0)
    try:
        os.setxattr(program.file, "security.capability", nothing_allowed)
    except OSError as error:
        pytest.skip(f"this file system has no such attribute: {error}")
    error = refused_as_it_was(program, text, before=as_owner)
    assert f"{program.file}: its attribute security.capability cannot be kept" in error
    assert os.getxattr(program.file, "security.capability") == nothing_allowed


# File systems that are not to be had here: that take no list or lose it, or give another mode.
SETS_NO_LIST = """\
#include <errno.h>
#include <string.h>
#include <sys/types.h>
int fsetxattr(int fd, const char *name, const void *value, size_t size, int flags) {
  (void)fd; (void)value; (void)size; (void)flags;
  if (strcmp(name, "system.posix_acl_access") == 0) { errno = ENOSPC; return -1; }
  return 0;
}
"""
LOSES_ATTRIBUTES = """\
#include <sys/types.h>
int fsetxattr(int fd, const char *name, const void *value, size_t size, int flags) {
  (void)fd; (void)name; (void)value; (void)size; (void)flags;
  return 0;
}
"""
LOSES_THE_MODE = """\
#include <sys/stat.h>
int fchmod(int fd, mode_t mode) { (void)fd; (void)mode; return 0; }
"""


@pytest.mark.parametrize("source, words", [
    (SETS_NO_LIST, "its attribute system.posix_acl_access cannot be kept: No space left on device"),
    (LOSES_ATTRIBUTES, "its extended attributes cannot be kept"),
], ids=["cannot be set", "is lost"])
def test_f12_an_access_control_list_that_cannot_be_kept_is_a_reason_to_refuse(program, text, tmp_path,
                                                                              source, words):
    if not shutil.which("setfacl"):
        pytest.skip("needs setfacl")
    if subprocess.run(["setfacl", "-m", "u:12345:r", program.file], check=False).returncode != 0:
        pytest.skip("this file system has no access control lists")
    before = subprocess.check_output(["getfacl", "-c", program.file])
    error = refused_as_it_was(program, text, **preloaded(tmp_path, source))
    assert f"{program.file}: {words}" in error
    assert subprocess.check_output(["getfacl", "-c", program.file]) == before


def test_f12_a_copy_with_another_mode_is_not_used(program, text, tmp_path):
    os.chmod(program.file, 0o640)
    error = refused_as_it_was(program, text, **preloaded(tmp_path, LOSES_THE_MODE))
    assert f"{program.file}: its owner and mode cannot be kept" in error


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


# A disk that fails in the middle of the write: it takes 40 bytes of the new text, writes down what
# there is beside the file at that moment, and then does as told.
FAILING_DISK = """\
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>
static int calls = 0;
static ssize_t fail(const char *name, int file, const void *bytes, size_t size, off_t at) {
  ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, name);
  ++calls;
  if (calls == 1) {
    if (system("LD_PRELOAD=; ls $FILES >$SEEN/names; cp $FILES/*-backup $SEEN/backup") != 0) abort();
    return real(file, bytes, 40, at);
  }
  if (calls == 2 || FOR_EVER) { END; errno = EIO; return -1; }
  return real(file, bytes, size, at);
}
ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
  return fail("pwrite", file, bytes, size, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t size, off_t at) {
  return fail("pwrite64", file, bytes, size, at);
}
"""


@pytest.fixture
def failing_disk(program, tmp_path):
    """Gives a function that makes such a disk's environment, and one that tells what was seen."""
    seen = tmp_path / "seen"
    seen.mkdir()

    def make(for_ever=False, end=""):
        source = FAILING_DISK.replace("FOR_EVER", str(int(for_ever))).replace("END", end)
        # With a PATH for the shell that looks.
        return {**preloaded(tmp_path, source), "FILES": str(program.files), "SEEN": str(seen)}

    return make, seen


def was_safe(seen, text):
    """A copy was there before the first byte was written, and the lock was held."""
    assert {"config.lock", "config.telepresence-backup"} <= set((seen / "names").read_text().split())
    assert (seen / "backup").read_text() == text


def take_back(error):
    """Runs the command that the error offers."""
    command = error.partition("To take that back:\n")[2].splitlines()[0]
    subprocess.run(["sh", "-c", command], check=True)


def test_f14_a_write_that_fails_in_the_middle_is_put_back(program, text, mounted, failing_disk):
    source, command = mounted
    make, seen = failing_disk
    error = program.fails("set", "-n", "staging", before=command, **make())
    assert f"{program.file}: cannot be written: Input/output error" in error
    was_safe(seen, text)
    assert source.read_text() == text
    assert program.left() == ["config"]


def test_f14_what_cannot_be_put_back_is_told_with_its_copy(program, text, mounted, failing_disk):
    source, command = mounted
    make, seen = failing_disk
    result = program.run("set", "-n", "staging", before=command, **make(for_ever=True))
    assert result.returncode == 1
    assert f"Error: {program.file}: was written in part\n" in result.stderr
    was_safe(seen, text)
    assert source.read_text() != text
    # The mount is gone; it is the same for the file that was mounted.
    shutil.copy(source, program.file)
    take_back(result.stderr)
    assert program.file.read_text() == text and program.left() == ["config"]


def test_f14_who_is_killed_in_the_middle_leaves_the_copy(program, text, mounted, failing_disk):
    source, command = mounted
    make, seen = failing_disk
    result = program.run("set", "-n", "staging", before=command, **make(end="raise(SIGKILL)"))
    assert result.returncode == -signal.SIGKILL
    was_safe(seen, text)
    assert source.read_text() != text
    error = program.run("set", "-n", "staging", before=command).stderr
    assert "an earlier change of it was cut off in the middle" in error
    shutil.copy(source, program.file)
    take_back(error)
    assert program.file.read_text() == text
    program.set()
    assert program.left() == ["config"]


def test_f14_an_interrupted_write_is_told_with_the_former_text(program, text):
    backup = program.files / "config.telepresence-backup"
    backup.write_text(text)
    program.file.write_text(text[:40])
    error = program.run("set", "-n", "staging").stderr
    assert "an earlier change of it was cut off in the middle" in error
    take_back(error)
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
    without_links = preloaded(tmp_path, NO_LINKS)
    program.ok("set", "-n", "staging", **without_links)
    assert program.file.read_text() != text and program.left() == ["config"]
    # Somebody else's lock is still one.
    lock = program.files / "config.lock"
    lock.write_text("")
    assert "another program has held this lock" in program.fails("unset", **without_links)
    assert lock.exists()


NO_LOCKS = """\
#include <errno.h>
/* A file system without the kernel's locks, or with a fault of another kind; neither is to be had here. */
int flock(int fd, int operation) {{ (void)fd; (void)operation; errno = {error}; return -1; }}
"""


@pytest.mark.parametrize("error", ["ENOLCK", "ENOSYS", "EOPNOTSUPP"])
def test_f14_a_file_system_without_the_kernels_locks(program, text, tmp_path, error):
    program.ok("set", "-n", "staging", **preloaded(tmp_path, NO_LOCKS.format(error=error)))
    assert program.file.read_text() != text and program.left() == ["config"]


def test_f14_a_fault_is_not_taken_for_a_file_system_without_locks(program, text, tmp_path):
    error = program.fails("set", "-n", "staging", **preloaded(tmp_path, NO_LOCKS.format(error="EIO")))
    assert f"{program.file}.lock: cannot be created: Input/output error" in error
    assert program.file.read_text() == text and program.left() == ["config"]


def test_f14_a_backup_that_was_not_finished_is_in_nobodys_way(program, text):
    (program.files / "config.telepresence-backup.telepresence-part-abc123").write_text(text[:40])
    program.set()
    assert program.left() == ["config"]
