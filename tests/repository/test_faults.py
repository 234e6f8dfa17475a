"""What no proper server does: cut bodies, wrong lengths, errors that pass, silence, bad archives."""

import gzip
import io
import os
import signal
import socket
import tarfile
import time

import pytest
import yaml

from plugin import preloaded
from servers import files_below, index_of, packaged, sha256, tgz

CHART = packaged("2.18.1")
INDEX = yaml.safe_dump(index_of({"2.18.1": CHART})).encode()


def serve(handler):
    handler.reply(INDEX if handler.path.endswith("index.yaml") else CHART)


def first(times, fault):
    """A behaviour that is `fault` for the first requests, and proper then."""
    count = iter(range(10**6))
    return lambda handler: fault(handler) if next(count) < times else serve(handler)


def pull(program, faults, *more):
    return program.report("pull", "2.18.1", "--repo", faults.url, *more)


@pytest.mark.parametrize("fault", [
    lambda handler: handler.reply(b"", 500),
    lambda handler: handler.reply(b"", 503),
    lambda handler: handler.reply(INDEX[:50], length=len(INDEX)),
    lambda handler: handler.connection.shutdown(socket.SHUT_RDWR),
], ids=["500", "503", "cut", "closed"])
def test_what_passes_is_tried_again(program, faults, fault):
    faults.behave = first(2, fault)
    assert pull(program, faults)["digestPromisedBy"] == "the index"
    assert [path for path, _ in faults.seen] == ["/index.yaml"] * 3 + [
        "/telepresence-2.18.1.tgz", "/telepresence-2.18.1.tgz.prov"]


def test_a_chart_that_was_cut_begins_again(program, faults):
    def cut(handler):
        if handler.path == "/index.yaml":
            return serve(handler)
        return handler.reply(CHART[:100], length=len(CHART))

    faults.behave = first(2, cut)
    report = pull(program, faults)
    assert (program.folder / report["file"]).read_bytes() == CHART


@pytest.mark.parametrize("size, shown", [(40_000, "20 of 40 KB"), (3_000_000, "1.5 of 3.0 MB")])
def test_the_progress_of_a_fetch_has_a_fitting_unit(program, faults, size, shown):
    index = INDEX + b"#" * (size - len(INDEX))

    def slow(handler):
        if handler.path != "/index.yaml":
            return serve(handler)
        handler.reply(index[:size // 2], length=size)
        time.sleep(1.5)
        return handler.wfile.write(index[size // 2:])

    faults.behave = slow
    written = program.on_terminal("stderr", 120, "pull", "2.18.1", "--repo", faults.url)
    assert f"[==========          ] {shown}" in written


def test_what_does_not_pass_is_told_after_three_tries(program, faults):
    faults.behave = lambda handler: handler.reply(b"", 500)
    assert "/index.yaml: the server answers 500" in program.fails("list", "--repo", faults.url)
    assert len(faults.seen) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429])
def test_what_is_refused_is_not_tried_again(program, faults, status):
    faults.behave = lambda handler: handler.reply(b"<html>no</html>", status)
    error = program.fails("list", "--repo", faults.url)
    assert f"the server answers {status}" in error and "html" not in error
    assert len(faults.seen) == 1


def test_a_body_that_is_too_short_for_its_digest(program, faults):
    """The length says that it is all."""
    def behave(handler):
        handler.reply(INDEX if handler.path == "/index.yaml" else CHART[:-1])

    faults.behave = behave
    assert sha256(CHART[:-1]) in program.fails("pull", "--repo", faults.url)
    assert not [path for path in files_below(program.folder) if path.suffix == ".tgz"]


def test_a_compressed_index_that_was_cut(program, faults):
    body = gzip.compress(INDEX)[:-30]
    faults.behave = lambda handler: handler.reply(body, headers=[("Content-Encoding", "gzip")])
    program.fails("list", "--repo", faults.url)
    assert not files_below(program.cache)


def test_a_compressed_body_without_a_byte_is_tried_again(program, faults):
    faults.behave = first(2, lambda handler: handler.reply(
        b"", headers=[("Content-Encoding", "gzip")]))
    assert len(program.report("list", "--repo", faults.url)["versions"]) == 1
    assert len(faults.seen) == 3


def test_a_signed_address_is_shown_without_its_signature(program, faults):
    def behave(handler):
        if handler.path.endswith("index.yaml"):
            handler.reply(INDEX)
        elif "signature" in handler.path:
            handler.reply(b"", 403)
        else:
            handler.reply(b"", 302, headers=[("Location", f"{faults.url}/x.tgz?signature=abc123")])

    faults.behave = behave
    result = program.run("pull", "2.18.1", "--repo", f"{faults.url}?token=t0k3n", "--debug")
    assert result.returncode == 1
    assert "/x.tgz?…: the server answers 403" in result.stderr
    assert "abc123" not in result.stderr and "t0k3n" not in result.stderr
    assert "token=t0k3n" in faults.seen[0][0]


def test_control_characters_do_not_reach_the_terminal(program, faults):
    index = 'entries: {telepresence: [{version: 2.18.1, appVersion: "\\e[2Jx", urls: [a]}]}'
    faults.behave = lambda handler: handler.reply(index.encode())
    assert "\\x1b[2Jx" in program.ok("list", "--repo", faults.url)
    (program.folder / "chart.tgz").write_bytes(tgz({**GOOD, "telepresence/../\x1b[2J": "x"}))
    error = program.fails("verify", "chart.tgz")
    assert "\x1b" not in error and "\\x1b[2J" in error


def test_a_name_that_is_no_utf8_is_no_obstacle_to_json(program):
    name = os.fsdecode(b"a\xff.tgz")
    (program.folder / name).write_bytes(CHART)
    assert program.report("verify", name)["file"] == "a\\xff.tgz"


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT], ids=["pax", "gnu"])
def test_names_beyond_ascii(program, form):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", format=form) as archive:
        for name, data in {**GOOD, "telepresence/docs/überblick-你.md": "x"}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data.encode()))
    (program.folder / "chart.tgz").write_bytes(buffer.getvalue())
    assert program.report("verify", "chart.tgz")["version"] == "2.18.1"


def test_a_hard_link_to_a_name_beyond_ascii_is_refused(program):
    (program.folder / "chart.tgz").write_bytes(
        link("telepresence/ü", "telepresence/überblick", tarfile.LNKTYPE))
    assert "neither a file" in program.fails("verify", "chart.tgz")


def test_a_bad_archive_is_named_by_its_address(program, faults):
    data = tgz({**GOOD, "/etc/cron": "x"})
    index = yaml.safe_dump(index_of({"2.18.1": data})).encode()
    faults.behave = lambda handler: handler.reply(
        index if handler.path == "/index.yaml" else data)
    error = program.fails("pull", "2.18.1", "--repo", faults.url)
    assert error.startswith(f"Error: {faults.url}/telepresence-2.18.1.tgz: not a packaged chart")
    assert not [path for path in files_below(program.cache) if path.suffix == ".tgz"]


def test_a_server_puts_no_header_into_the_next_request(program, faults):
    """Many servers take a bare CR for the end of a line."""
    faults.behave = lambda handler: handler.reply(INDEX, headers=[
        ("ETag", '"1"\rX-Injected: 1'), ("Last-Modified", "today\r\x1f")])
    program.ok("list", "--repo", faults.url)
    program.ok("list", "--repo", faults.url)
    assert len(faults.seen) == 2
    assert faults.seen[1][1].keys() == {"Host", "User-Agent", "Accept", "Accept-Encoding"}


def test_an_index_in_two_compressed_parts(program, faults):
    body = gzip.compress(INDEX[:100]) + gzip.compress(INDEX[100:])
    faults.behave = lambda handler: handler.reply(body, headers=[("Content-Encoding", "GZIP")])
    assert len(program.report("list", "--repo", faults.url)["versions"]) == 1


@pytest.mark.parametrize("body, complaint", [
    (b"entries: [", "index.yaml:2: "),
    (b"<html>\n<body>: <p", "index.yaml:"),
    (b"", "index.yaml:1: expected a document"),
    (b"just text", "index.yaml:1: expected a mapping"),
    (b"entries:\n  telepresence:\n  - version: 1\n   bad", "index.yaml:"),
    (b"\xff\xfe\x00", "index.yaml:"),
    (b"x: " + b"[" * 200000, "index.yaml:1: nested too deeply"),
    (b"base: &b [{version: 2.18.1}]\nentries: {telepresence: *b}", "index.yaml:2: aliases are not"),
], ids=["flow", "html", "empty", "text", "indentation", "bytes", "deep", "alias"])
def test_what_is_no_index_is_told_with_its_line(program, faults, body, complaint):
    faults.behave = lambda handler: handler.reply(body)
    error = program.fails("list", "--repo", faults.url)
    assert complaint in error
    assert "not the index of a Helm repository" in error
    assert not files_below(program.cache)


@pytest.mark.parametrize("entries", [b"{}", b"null", b"{telepresence: []}",
                                     b"{telepresence: null}", b"{telepresence: [null]}"])
def test_a_repository_without_the_chart(program, faults, entries):
    faults.behave = lambda handler: handler.reply(b"apiVersion: v1\nentries: " + entries)
    assert program.report("list", "--repo", faults.url)["versions"] == []
    assert "has no chart telepresence" in program.fails("pull", "--repo", faults.url)


def test_an_entry_without_an_address(program, faults):
    faults.behave = lambda handler: handler.reply(
        b"entries: {telepresence: [{version: 2.18.1, urls: []}]}")
    assert "has no http or https URL for 2.18.1" in program.fails("pull", "--repo", faults.url)


def test_ctrl_c_ends_a_transfer_that_hangs(program, faults):
    def hang(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"entries:")
        handler.wfile.flush()
        time.sleep(30)

    faults.behave = hang
    process = program.start("list", "--repo", faults.url)
    while not faults.seen:
        time.sleep(0.05)
    time.sleep(0.3)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "the download was interrupted; nothing was changed" in error
    assert time.monotonic() - began < 5
    assert not files_below(program.cache)


def test_a_killed_process_leaves_nothing_that_hurts(program, faults):
    """And what it leaves is removed when it is old."""
    def hang(handler):
        time.sleep(30)

    faults.behave = hang
    process = program.start("pull", "--repo", faults.url)
    while not faults.seen:
        time.sleep(0.05)
    process.kill()
    process.wait()
    process.stdout.close()
    process.stderr.close()
    left = files_below(program.cache)
    assert [path for path in left if ".telepresence-part-" in path.name] == left
    for path in left:
        os.utime(path, (1e9, 1e9))
    faults.behave = serve
    assert pull(program, faults)["version"] == "2.18.1"
    assert not [path for path in files_below(program.cache) if ".telepresence-part-" in path.name]


def link(name, target, kind):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        chart = tarfile.TarInfo("telepresence/Chart.yaml")
        text = b"name: telepresence\nversion: 2.18.1\n"
        chart.size = len(text)
        archive.addfile(chart, io.BytesIO(text))
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = kind, target
        archive.addfile(entry)
    return buffer.getvalue()


GOOD = {"telepresence/Chart.yaml": "name: telepresence\nversion: 2.18.1\n"}
ARCHIVES = {
    "parent": (tgz({**GOOD, "telepresence/../../etc/cron": "x"}), "would be unpacked elsewhere"),
    "absolute": (tgz({**GOOD, "/etc/cron": "x"}), "would be unpacked elsewhere"),
    "two-folders": (tgz({**GOOD, "other/values.yaml": ""}), "holds two folders"),
    "dot": (tgz({**GOOD, "./telepresence/Chart.yaml": "name: x\nversion: 1.0.0\n"}),
            "which is no plain path"),
    "double-slash": (tgz({**GOOD, "telepresence//Chart.yaml": "x"}), "which is no plain path"),
    "no-folder": (tgz({"Chart.yaml": "name: telepresence\nversion: 2.18.1\n"}), "outside a directory"),
    "symlink": (link("telepresence/values.yaml", "/etc/passwd", tarfile.SYMTYPE), "neither a file"),
    "hardlink": (link("telepresence/v", "telepresence/Chart.yaml", tarfile.LNKTYPE),
                 "neither a file"),
    "device": (link("telepresence/null", "", tarfile.CHRTYPE), "neither a file"),
    "fifo": (link("telepresence/pipe", "", tarfile.FIFOTYPE), "neither a file"),
    "no-chart": (tgz({"telepresence/values.yaml": ""}), "no Chart.yaml in it"),
    "big-file": (tgz({**GOOD, "telepresence/big": os.urandom(6 * 2**20)}), "larger than 5 MiB"),
    "bomb": (tgz({**GOOD, **{f"telepresence/{i}": b"\0" * 5 * 2**20 for i in range(10)}}),
             "grows more than 200 times"),
    "bomb-of-headers": (tgz({**GOOD, **{f"telepresence/{i}": "" for i in range(12)}},
                            pax_headers={"comment": "x" * 900000}), "grows more than 200 times"),
    "many": (tgz({**GOOD, **{f"telepresence/{i}": "" for i in range(10001)}}),
             "has more than 10000 files"),
    "not-gzip": (gzip.decompress(tgz(GOOD)), "is not gzip"),
    "cut": (tgz({**GOOD, "telepresence/a": os.urandom(100000)})[:-5000], "not a packaged chart"),
    "empty": (b"", "not a packaged chart"),
    "text": (b"hello", "not a packaged chart"),
    "bad-version": (tgz({"telepresence/Chart.yaml": "name: telepresence\nversion: new\n"}),
                    "'new' is no version"),
    "other-name": (packaged("2.18.1", name="other"), "is not the Traffic Manager's"),
}


def twice(path, *texts):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for text in texts:
            entry = tarfile.TarInfo(path)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
    return buffer.getvalue()


ARCHIVES["twice"] = (twice("telepresence/Chart.yaml", b"name: x\nversion: 1.0.0\n",
                           b"name: telepresence\nversion: 2.18.1\n"), "Chart.yaml twice")


@pytest.mark.parametrize("kind", ARCHIVES)
def test_bad_archives_are_refused(program, kind):
    data, complaint = ARCHIVES[kind]
    (program.folder / "chart.tgz").write_bytes(data)
    error = program.fails("verify", "chart.tgz")
    assert error.startswith("Error: chart.tgz") and complaint in error


def test_files_that_are_too_large_together(program):
    """Each may be in a chart, and none compresses suspiciously well."""
    piece = os.urandom(1024) + b"\0" * 31 * 1024
    files = {f"telepresence/{i}": piece * (49 * 2**20 // 10 // len(piece)) for i in range(21)}
    (program.folder / "chart.tgz").write_bytes(tgz({**GOOD, **files}))
    assert "is larger than 100 MiB unpacked" in program.fails("verify", "chart.tgz")


def test_a_good_archive_is_in_order(program):
    (program.folder / "chart.tgz").write_bytes(CHART)
    report = program.report("verify", "chart.tgz", "--digest", f"sha256:{sha256(CHART).upper()}")
    assert report["version"] == "2.18.1" and report["digest"] == f"sha256:{sha256(CHART)}"
    text = program.ok("verify", "chart.tgz")
    assert f"sha256:{sha256(CHART)} (not verified: neither an index nor --digest names it)\n" in text
    assert "Signed by    not verified; use --verify\n" in text
    text = program.ok("verify", "chart.tgz", "--digest", sha256(CHART))
    assert f"sha256:{sha256(CHART)} (as --digest promises)\n" in text
    error = program.fails("verify", "chart.tgz", "--digest", sha256(b""))
    assert sha256(CHART) in error and sha256(b"") in error
    assert "not a SHA-256 digest" in program.fails("verify", "chart.tgz", "--digest", "abc")
    assert "missing.tgz: no such file" in program.fails("verify", "missing.tgz")
    os.mkfifo(program.folder / "pipe")
    assert "pipe: not a file" in program.fails("verify", "pipe")
    assert "a directory, not a packaged chart" in program.fails("verify", ".")


SILENT_DNS = """\
#include <netdb.h>
#include <unistd.h>
/* Name servers that do not answer; a test may ask none of its own. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
  (void)node; (void)service; (void)hints; (void)found;
  sleep(50);
  return EAI_AGAIN;
}
"""


def test_f10_ctrl_c_does_not_wait_for_name_servers(program, tmp_path):
    program.environment.update(preloaded(tmp_path, SILENT_DNS))
    process = program.start("list", "--repo", "http://silent.example/charts")
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=20)
    assert process.returncode == 130 and "interrupted" in error
