"""The cache after a kill -9, and after damage: the next pull gives the right bytes all the same."""

import os
import random
import re
import time

import pytest
import yaml

from servers import files_below, index_of, packaged, sha256

KILLS = 60
PARTS, PAUSE = 8, 0.01


def slowly(handler, body):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    step = -(-len(body) // PARTS)
    try:
        for start in range(0, len(body), step):
            handler.wfile.write(body[start:start + step])
            time.sleep(PAUSE)
    except OSError:
        handler.close_connection = True  # killed, as it was meant


class Publisher:
    """A repository whose one version has another content whenever it is asked to."""

    def __init__(self, faults, randomness):
        self.randomness = randomness
        faults.behave = self.serve
        self.chart = self.index = b""

    def publish(self):
        noise = self.randomness.randbytes(100000)
        self.chart = packaged("2.18.1", files={"telepresence/noise": noise})
        index = index_of({"2.18.1": self.chart})
        index["entries"]["telepresence"] += [
            {"version": f"1.0.{patch}", "digest": "0" * 64, "urls": ["none.tgz"]}
            for patch in range(200)]
        self.index = yaml.safe_dump(index).encode()

    def serve(self, handler):
        slowly(handler, self.index if handler.path == "/index.yaml" else self.chart)


def whole_files(folder):
    """Those that stand under the name they are to be found by."""
    return [path for path in files_below(folder) if ".telepresence-part-" not in path.name]


def check_cache(cache, stage):
    for path in whole_files(cache / "telepresence"):
        if path.suffix == ".tgz":
            assert sha256(path.read_bytes()) == path.stem, stage
        else:
            before, end = path.read_bytes()[:-69], path.read_bytes()[-69:]
            assert end == f"end {sha256(before)}\n".encode(), stage


def test_kills_at_any_moment(program, faults):
    randomness = random.Random(2181)
    publisher = Publisher(faults, randomness)
    publisher.publish()
    pull = ["pull", "2.18.1", "--repo", faults.url]
    began = time.monotonic()
    file = program.folder / program.report(*pull)["file"]
    whole_run = time.monotonic() - began
    killed, stages = 0, set()
    for number in range(KILLS):
        before = publisher.chart
        publisher.publish()
        faults.seen.clear()
        process = program.start(*pull)
        # Some after the usual end too, so that the last steps are met.
        time.sleep(whole_run * 1.1 * (number + randomness.random()) / KILLS)
        process.kill()
        process.communicate(timeout=10)
        killed += process.returncode != 0
        stages.add(len(faults.seen))
        stage = f"kill {number}, after {len(faults.seen)} requests"
        check_cache(program.cache, stage)
        assert file.read_bytes() in (before, publisher.chart), stage
        report = program.report(*pull)
        assert report["digestPromisedBy"] == "the index", stage
        assert file.read_bytes() == publisher.chart, stage
        check_cache(program.cache, stage)
    assert killed >= KILLS // 2
    assert stages >= {0, 1, 2}
    # What they left is of no use to anybody, and goes when it has been there for an hour.
    left = [path for path in files_below(program.cache) if ".telepresence-part-" in path.name]
    assert left
    for path in left:
        os.utime(path, (time.time() - 3700,) * 2)
    publisher.publish()
    program.report(*pull)
    assert files_below(program.cache) == whole_files(program.cache)


def cut(path):
    path.write_bytes(path.read_bytes()[:-20])


def empty(path):
    path.write_bytes(b"")


def lengthened(path):
    path.write_bytes(path.read_bytes() + b"more\n")


def middle_byte_changed(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def digests_changed(path):
    path.write_bytes(re.sub(rb"[0-9a-f]{64}", b"0" * 64, path.read_bytes()))


def addresses_changed(path):
    path.write_bytes(path.read_bytes().replace(b".tgz", b".tgx"))


def replaced_by_folder(path):
    path.unlink()
    path.mkdir()
    (path / "file").write_text("")


def replaced_by_link_to_nothing(path):
    path.unlink()
    path.symlink_to("nowhere")


def unreadable(path):
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    path.chmod(0)


@pytest.mark.parametrize("kind, damage", [
    *((kind, damage) for kind in ("versions", "charts") for damage in (
        cut, empty, lengthened, middle_byte_changed, replaced_by_folder,
        replaced_by_link_to_nothing, unreadable)),
    ("versions", digests_changed),
    ("versions", addresses_changed),
], ids=lambda value: getattr(value, "__name__", value))
def test_damage_is_repaired_by_the_next_pull(program, nginx, charts, kind, damage):
    pull = ["pull", "2.18.1", "--repo", f"http://127.0.0.1:{nginx.http}"]
    first = program.report(*pull)
    (path,) = files_below(program.cache / "telepresence" / kind)
    damage(path)
    (program.folder / first["file"]).unlink()
    nginx.requests()
    assert program.report(*pull) == first
    assert (program.folder / first["file"]).read_bytes() == charts["2.18.1"]
    asked = {"versions": ["/index.yaml", "200"], "charts": ["/telepresence-2.18.1.tgz", "200"]}
    assert asked[kind] in [line[1:3] for line in nginx.requests()]
    check_cache(program.cache, damage.__name__)
    nginx.requests()
    assert program.report(*pull) == first
    assert [line[1:3] for line in nginx.requests()][0] == ["/index.yaml", "304"]
