"""What no server may make of the program: memory that fills, files that fill, a wait without end.
docs/security.md has the limits."""

import gzip
import os
import time

import pytest

from servers import files_below, packaged, tgz

MEGABYTE = 1 << 20
CHART = packaged("2.18.1")
VERSION = b"  - {version: 2.18.1, appVersion: 2.18.1, urls: [a.tgz]%s}\n"


def index(more=b""):
    return b"apiVersion: v1\nentries:\n  telepresence:\n" + VERSION % more


def index_in_json(description):
    return b'{"entries": {"telepresence": [{"version": "2.18.1", "description": "%s"}]}}' % description


def refused(program, *arguments):
    """What it says, after it was seen to take little memory."""
    result = program.run_small(*arguments)
    assert result.returncode == 1 and result.stderr.startswith("Error: "), result.stderr
    assert not files_below(program.cache)
    return result.stderr


@pytest.mark.parametrize("body", [
    index(b', description: "%s"' % (b"a" * 80 * MEGABYTE)),
    index(b", description: " + b"a" * 80 * MEGABYTE),
    index_in_json(b"a" * 80 * MEGABYTE),
    b"#" * 80 * MEGABYTE + b"\n" + index(),
], ids=["quoted", "plain", "json", "comment"])
def test_f6_one_field_that_fills_the_memory(program, faults, body):
    packed = gzip.compress(body, 1)
    faults.behave = lambda handler: handler.reply(packed, headers=[("Content-Encoding", "gzip")])
    assert "a text or comment of more than 4 MiB" in refused(program, "list", "--repo", faults.url)


@pytest.mark.parametrize("make", [index, index_in_json], ids=["yaml", "json"])
def test_f6_a_field_of_three_megabytes_is_read(program, faults, make):
    text = b"a" * 3 * MEGABYTE
    body = make(text if make == index_in_json else b", description: " + text)
    faults.behave = lambda handler: handler.reply(body)
    assert len(program.report("list", "--repo", faults.url)["versions"]) == 1


@pytest.mark.parametrize("size", [4096, 4097])
@pytest.mark.parametrize("form", ['{%s: "%s"}', '{"entries": {"telepresence": [{"%s": "%s"}]}}'],
                         ids=["yaml", "json"])
def test_f6_a_field_that_is_kept(program, faults, form, size):
    if "entries" not in form:
        form = f"entries: {{telepresence: [{form}]}}"
    faults.behave = lambda handler: handler.reply((form % ("version", "1" * size)).encode())
    if size == 4096:
        program.ok("list", "--repo", faults.url)
    else:
        error = refused(program, "list", "--repo", faults.url)
        assert "a version has a field of 4097 bytes; at most 4096 are read" in error


@pytest.mark.parametrize("versions", [7_000, 9_000])
def test_f6_fields_that_are_kept(program, faults, versions):
    """Each is small enough, and so is their number."""
    body = b"entries:\n  telepresence:\n" + b"".join(
        b"  - {version: 2.%d.1, appVersion: '%s', urls: [a.tgz]}\n" % (number, b"1" * 4090) for number in range(versions))
    packed = gzip.compress(body, 1)
    faults.behave = lambda handler: handler.reply(packed, headers=[("Content-Encoding", "gzip")])
    if versions == 7_000:
        program.ok("list", "--repo", faults.url)
    else:
        assert "it says more than 32 MiB of the chart's versions" in refused(program, "list", "--repo", faults.url)


@pytest.mark.parametrize("size", [100, 101])
def test_f5_directives_of_an_index(program, faults, size):
    body = b"".join(b"%%TAG !%d! tag:a,2000:\n" % i for i in range(size)) + b"---\n" + index()
    faults.behave = lambda handler: handler.reply(body)
    if size == 100:
        program.ok("list", "--repo", faults.url)
    else:
        assert "more than 100 directives" in refused(program, "list", "--repo", faults.url)


@pytest.mark.parametrize("levels", [198, 199])
@pytest.mark.parametrize("brackets", [b"[]", b"{}"])
def test_f5_levels_of_an_index(program, faults, levels, brackets):
    body = index() + b"more: " + b"[" * levels + brackets + b"]" * levels
    faults.behave = lambda handler: handler.reply(body)
    if levels == 198:
        program.ok("list", "--repo", faults.url)
    else:
        assert "nested too deeply" in refused(program, "list", "--repo", faults.url)


def endless(handler, head, piece, pause=0.0):
    """A body without an end, and without a length; stops when the program has hung up."""
    handler.wfile.write(head)
    handler.close_connection = True
    end = time.monotonic() + 50
    try:
        while time.monotonic() < end:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(pause)
    except OSError:
        return
    raise AssertionError("nobody hung up")


@pytest.mark.parametrize("pause", [0, 1], ids=["fast", "slow"])
@pytest.mark.parametrize("head, said", [
    (b"HTTP/1.1 404 Not Found\r\n\r\n", "the server answers 404"),
    (b"HTTP/1.1 302 Found\r\nLocation: /else\r\n\r\n", "/else: the server answers 410"),
], ids=["404", "302"])
def test_f10_a_body_that_nobody_wants(program, faults, head, said, pause):
    def behave(handler):
        if handler.path == "/else":
            handler.reply(b"", 410)
        else:
            endless(handler, head, b"x" * 800 if pause else b"x" * 65536, pause)

    faults.behave = behave
    began = time.monotonic()
    assert said in refused(program, "list", "--repo", faults.url)
    assert time.monotonic() - began < 40


@pytest.mark.parametrize("head, piece, said", [
    (b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"x" * 60000 + b"\r\n", "headers"),
    (b"HTTP/1.1 200 OK\r\n", b"X-More: x\r\n" * 1000, "headers"),
    (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 50000,
     "larger than 256 MiB"),
], ids=["headers", "short-headers", "empty-gzip"])
def test_f10_an_answer_that_does_not_end(program, faults, head, piece, said):
    faults.behave = lambda handler: endless(handler, head, piece)
    assert said in refused(program, "list", "--repo", faults.url)


@pytest.mark.parametrize("size", [1024, 1025])
def test_f6_a_path_in_an_archive(program, size):
    name = "telepresence/" + "/".join(["d" * 100] * 10)
    name += "/" + "f" * (size - len(name) - 1)
    chart = {"telepresence/Chart.yaml": "name: telepresence\nversion: 2.18.1\n", name: ""}
    (program.folder / "chart.tgz").write_bytes(tgz(chart))
    if size == 1024:
        program.ok("verify", "chart.tgz")
    else:
        assert "a file whose path has more than 1024 bytes" in refused(program, "verify", "chart.tgz")


def test_f6_paths_that_fill_the_memory(program):
    """They are too long and too many to be kept, and do not compress well."""
    noise = os.urandom(4000).hex()
    files = {f"telepresence/{i}{noise[i:i + 900]}/{noise[-900 - i:]}": "" for i in range(5000)}
    (program.folder / "chart.tgz").write_bytes(tgz({
        "telepresence/Chart.yaml": "name: telepresence\nversion: 2.18.1\n", **files}))
    refused(program, "verify", "chart.tgz")


@pytest.mark.parametrize("merges, said", [
    (3000, "larger than 64 KiB"),
    (1500, "nested too deeply|stand for too much"),
])
def test_f5_merges_in_a_chart(program, merges, said):
    text = "name: telepresence\nversion: 2.18.1\na0: &a0 {x: y}\n" + "".join(
        f"a{i}: &a{i} {{<<: *a{i - 1}}}\n" for i in range(1, merges))
    (program.folder / "chart.tgz").write_bytes(tgz({"telepresence/Chart.yaml": text}))
    if merges == 3000:
        assert said in refused(program, "verify", "chart.tgz")
    else:
        program.ok("verify", "chart.tgz")


@pytest.mark.parametrize("versions", [100000, 100001])
def test_f6_versions_of_an_index(program, faults, versions):
    listed = b",".join(b'{"version":"1.0.%d"}' % i for i in range(versions))
    packed = gzip.compress(b'{"entries":{"telepresence":[%s]}}' % listed, 1)
    faults.behave = lambda handler: handler.reply(packed, headers=[("Content-Encoding", "gzip")])
    if versions == 100000:
        program.ok("list", "--repo", faults.url)
    else:
        error = refused(program, "list", "--repo", faults.url)
        assert "more than 100000 versions of the chart telepresence" in error
