"""What a file, a flag or a program's answer may have, at the limit and beyond it.
docs/security.md has the limits."""

import io
import json
import tarfile

import pytest

MEGABYTE = 1 << 20
KUBECONFIG = """apiVersion: v1
current-context: dev
contexts: [{name: dev, context: {cluster: dev}}]
"""


def refused(program, *arguments, **variables):
    """What it says, after it was seen to take little memory."""
    result = program.run_small(*arguments, **variables)
    assert result.returncode == 1, result.stdout
    assert result.stderr.startswith("Error: ")
    return result.stderr


@pytest.mark.parametrize("length", [64, 65, 40000])
def test_f5_a_duration(program4, length):
    duration = ("1s" * 20000)[:length // 2 * 2]
    duration = "1" * (length - len(duration)) + duration
    if length == 64:
        assert program4.run("install", "--timeout", duration).returncode == 0
        return
    assert "not a duration" in refused(program4, "install", "--timeout", duration)
    assert program4.calls() == []


@pytest.mark.parametrize("length", [256, 257])
@pytest.mark.parametrize("pattern", ["2.18.1-{}", ">=2.18.1-{}"])
def test_f5_a_version(program4, pattern, length):
    version = pattern.format("a" * (length - len(pattern) + 2))
    error = refused(program4, "chart", "pull", version)
    assert ("is neither a version nor a range" in error) == (length == 257), error


def chain_of_merges(levels):
    return KUBECONFIG + "m0: &m0 {server: s}\n" + "".join(
        f"m{i}: &m{i} {{<<: *m{i - 1}}}\n" for i in range(1, levels)) + (
        f"clusters: [{{name: dev, cluster: {{<<: *m{levels - 1}}}}}]\n")


@pytest.mark.parametrize("levels", [2000, 2002, 80000])
def test_f5_merges_in_a_kubeconfig(program4, levels):
    kubeconfig = program4.folder / "kubeconfig"
    kubeconfig.write_text(chain_of_merges(levels))
    arguments = ["kubeconfig", "show", "-o", "json", "--kubeconfig", kubeconfig]
    if levels == 2000:
        assert json.loads(program4.run_small(*arguments).stdout)
    else:
        said = "more than 10000 anchors" if levels == 80000 else "merges (<<) through more than 2000 others"
        assert said in refused(program4, *arguments)


@pytest.mark.parametrize("text, said", [
    ("more: [" + "a," * 700000 + "]\n", "more than 600000 values"),
    ("- {}\n" * 700000, "more than 600000 values"),
    ("more:\n" + "- a: b\n" * 2000000, "more than 600000 values"),
    ("".join(f"a{i}: 1\n" for i in range(1000000)), "more than 600000 values"),
    ("more: '" + "a" * 5 * MEGABYTE + "'\n", "a text or comment of more than 4 MiB"),
    ("#" * 17 * MEGABYTE, "larger than 16 MiB"),
], ids=["list", "whole", "items", "keys", "text", "size"])
@pytest.mark.parametrize("command", [["kubeconfig", "show"], ["status"]], ids=lambda c: c[0])
def test_f6_a_kubeconfig_that_fills_the_memory(program4, text, said, command):
    kubeconfig = program4.folder / "kubeconfig"
    kubeconfig.write_text(text)
    assert said in refused(program4, *command, KUBECONFIG=str(kubeconfig))
    assert program4.calls() == []


@pytest.mark.parametrize("answer", [
    "[" + "0," * 4 * MEGABYTE + "0]",
    "[" + "[]," * 4 * MEGABYTE + "[]]",
    "[" * 4 * MEGABYTE,
    '["' + "a" * 12 * MEGABYTE + '"]',
    '{"a":' * 2 * MEGABYTE,
], ids=["numbers", "lists", "levels", "text", "maps"])
def test_f6_an_answer_of_helm_that_fills_the_memory(program4, answer):
    program4.answer(("list", {"stdout": answer}))
    assert "cannot list the releases" in refused(program4, "status")


@pytest.mark.parametrize("variable, command", [
    ("KUBECONFIG", ["status"]),
    ("HELM_REPOSITORY_CONFIG", ["chart", "list", "--repo", "some"])])
def test_f6_a_file_without_an_end(program4, variable, command):
    error = refused(program4, *command, **{variable: "/dev/zero", "HELM_TELEPRESENCE_OFFLINE": ""})
    assert "/dev/zero: larger than" in error


@pytest.mark.parametrize("entries", [3000, 70000])
def test_f6_repositories_that_fill_the_memory(program4, entries):
    file = program4.folder / "repositories.yaml"
    file.write_text("repositories:\n" + "- {name: a, url: 'https://a', caFile: b}\n" * entries)
    error = refused(program4, "chart", "list", "--repo", "some",
                    HELM_REPOSITORY_CONFIG=str(file), HELM_TELEPRESENCE_OFFLINE="")
    assert ("more than 200000 values" in error) == (entries == 70000), error


@pytest.mark.parametrize("size", [MEGABYTE, MEGABYTE + 1])
def test_f5_the_configuration_of_the_client(program4, size):
    file = program4.folder / ".config" / "telepresence" / "config.yml"
    file.parent.mkdir(parents=True)
    text = "cluster: {defaultManagerNamespace: staging}\n#"
    file.write_text(text + "x" * (size - len(text)))
    if size == MEGABYTE:
        assert program4.report("install")["namespace"] == "staging"
        return
    assert f"{file}: " in refused(program4, "install")
    assert program4.calls("install") == []
    # It is read only where it has a say.
    program4.ok("install", "-n", "prod")


def archive(program, name, header, body):
    """A packaged chart with this one entry."""
    path = program.folder / name
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT, compresslevel=9) as packed:
        entry = tarfile.TarInfo("telepresence/values.yaml")
        for field, value in header.items():
            setattr(entry, field, value)
        entry.size = len(body)
        packed.addfile(entry, io.BytesIO(body))
    return path


SPARSE = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "telepresence/a",
          "GNU.sparse.realsize": "1"}


@pytest.mark.parametrize("header, body, said", [
    ({"pax_headers": SPARSE}, b"10000000\n" + b"0\n" * 20 * MEGABYTE, "it holds a sparse file"),
    ({"type": b"S"}, b"", "it holds a sparse file"),
    ({"type": tarfile.DIRTYPE}, b"\0" * 64 * MEGABYTE, "it holds contents of what is not a file"),
    ({"type": tarfile.SYMTYPE, "linkname": "x"}, b"\0" * 512, "it holds contents of what is not a file"),
    ({"name": "telepresence/x/"}, b"x", "it holds contents of what is not a file"),
    ({"name": "telepresence/" + "x" * 200 + "/"}, b"x", "it holds contents of what is not a file"),
    ({"pax_headers": {"size": "1"}}, b"x", "it holds a file larger than 8 GiB"),
    ({"pax_headers": {"comment": "x" * 2 * MEGABYTE}}, b"x", "it holds a header that is too large"),
], ids=["pax", "type", "directory", "link", "slash", "long slash", "size", "header"])
def test_f6_an_archive_whose_headers_fill_the_memory(program4, header, body, said):
    assert said in refused(program4, "chart", "verify", archive(program4, "x.tgz", header, body))


@pytest.mark.parametrize("size", [10000, 10001])
def test_f6_anchors_of_a_kubeconfig(program4, size):
    kubeconfig = program4.folder / "kubeconfig"
    kubeconfig.write_text(KUBECONFIG + "x:\n" + "".join(f"- &a{i} b\n" for i in range(size)) + "clusters: [*a0]\n")
    if size == 10000:
        program4.ok("kubeconfig", "show", KUBECONFIG=str(kubeconfig))
        return
    for command in (["kubeconfig", "show"], ["status"]):
        assert "more than 10000 anchors" in refused(program4, *command, KUBECONFIG=str(kubeconfig))


def test_f5_many_contexts_of_one_large_cluster(program4):
    """Each of them was read with all of it: a program of an hour is ended by the tests' limit."""
    kubeconfig = program4.folder / "kubeconfig"
    more = "".join("    - a\n" for _ in range(300_000))
    contexts = "".join(f"- name: c{i}\n  context: {{cluster: c}}\n" for i in range(20_000))
    kubeconfig.write_text(f"clusters:\n- name: c\n  cluster:\n    server: https://c\n    more:\n{more}contexts:\n"
                          f"{contexts}current-context: c0\n")
    assert len(program4.report("kubeconfig", "show", KUBECONFIG=str(kubeconfig))["contexts"]) == 20_000


def test_f5_lists_that_a_kubeconfig_merges(program4):
    """What is no mapping takes time too."""
    kubeconfig = program4.folder / "kubeconfig"
    items = ", ".join(["a"] * 250_000)
    kubeconfig.write_text(f"s: &s [{items}]\nm: &m {{<<: *s}}\ncontexts: [{', '.join(['*m'] * 100_000)}]\n")
    assert "take too long to follow" in refused(program4, "kubeconfig", "show", KUBECONFIG=str(kubeconfig))


def test_f5_a_kubeconfig_that_takes_too_long_to_follow(program4):
    kubeconfig = program4.folder / "kubeconfig"
    chain = "m0: &m0 {a: b}\n" + "".join(f"m{i}: &m{i} {{<<: *m{i - 1}}}\n" for i in range(1, 1999))
    kubeconfig.write_text(KUBECONFIG + chain + "clusters: [" + "*m1998, " * 100000 + "]\n")
    assert "take too long to follow" in refused(program4, "kubeconfig", "show", KUBECONFIG=str(kubeconfig))
