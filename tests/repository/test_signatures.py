"""Provenance files: made by a real gpg, checked by the real helm."""

import shutil

import pytest

from servers import files_below, packaged, sha256, write_repository

CHART = packaged("2.18.1")
NAME = "telepresence-2.18.1.tgz"


@pytest.fixture
def with_helm(program, helm):
    program.environment["HELM_BIN"] = helm
    return program


@pytest.fixture(scope="session")
def signed(nginx, repository, signer):
    write_repository(repository / "signed", {"2.18.1": CHART})
    (repository / "signed" / f"{NAME}.prov").write_bytes(signer.sign(CHART, NAME))
    return f"http://127.0.0.1:{nginx.http}/signed"


def test_pull_brings_the_provenance_file(program, signed, repository):
    report = program.report("pull", "2.18.1", "--repo", signed)
    assert (program.folder / report["provenance"]).read_bytes() == (
        repository / "signed" / f"{NAME}.prov").read_bytes()
    assert report["signedBy"] == ""


def test_what_was_verified_can_be_verified_again(with_helm, faults, signer):
    """A signature is of a file by its name: helm packages a version with a v under that."""
    name = "telepresence-v2.18.1.tgz"
    chart = packaged("v2.18.1")
    files = {name: chart, f"{name}.prov": signer.sign(chart, name), "index.yaml": (
        f"entries: {{telepresence: [{{version: 2.18.1, digest: {sha256(chart)}, urls: [{name}]}}]}}\n").encode()}
    faults.behave = lambda handler: handler.reply(files[handler.path.rsplit("/", maxsplit=1)[-1]])
    report = with_helm.report("pull", "2.18.1", "--repo", faults.url, "--verify", "--keyring", signer.keyring)
    assert report["file"].endswith(name)
    with_helm.ok("verify", report["file"], "--keyring", signer.keyring)


def test_a_page_in_its_place_is_none(program, faults, nginx, repository, signed):
    """Some servers have an answer to everything."""
    def behave(handler):
        name = handler.path.rsplit("/", maxsplit=1)[-1]
        file = repository / "signed" / name
        handler.reply(b"<html>welcome</html>" if name.endswith(".prov") else file.read_bytes())

    faults.behave = behave
    assert program.report("pull", "2.18.1", "--repo", faults.url)["provenance"] == ""
    assert "there is no provenance file" in program.fails("pull", "2.18.1", "--repo", faults.url,
                                                          "--verify")


@pytest.mark.parametrize("status, verify_says", [(404, "there is no provenance file"),
                                                 (403, "the server answers 403")])
def test_a_server_that_does_not_show_it(program, faults, repository, signed, status, verify_says):
    def behave(handler):
        if handler.path.endswith(".prov"):
            handler.reply(b"", status)
        else:
            name = handler.path.rsplit("/", maxsplit=1)[-1]
            handler.reply((repository / "signed" / name).read_bytes())

    faults.behave = behave
    assert program.report("pull", "2.18.1", "--repo", faults.url)["provenance"] == ""
    assert verify_says in program.fails("pull", "2.18.1", "--repo", faults.url, "--verify")


def test_a_server_that_fails_for_it_alone_is_a_warning(program, faults, repository, signed):
    def behave(handler):
        if handler.path.endswith(".prov"):
            handler.reply(b"", 503)
        else:
            name = handler.path.rsplit("/", maxsplit=1)[-1]
            handler.reply((repository / "signed" / name).read_bytes())

    faults.behave = behave
    result = program.run("pull", "2.18.1", "--repo", faults.url, "-q")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == (
        f"Warning: {faults.url}/{NAME}.prov: the server answers 503\n"
        "  The chart was fetched without its provenance file.\n")
    assert (program.folder / NAME).read_bytes() == CHART
    assert "answers 503" in program.fails("pull", "2.18.1", "--repo", faults.url, "--verify")


def test_a_good_signature_names_its_signer(with_helm, signed, signer):
    report = with_helm.report("pull", "2.18.1", "--repo", signed, "--keyring", signer.keyring)
    assert report["signedBy"] == "jane <jane@example.com>"
    report = with_helm.report("verify", NAME, "--keyring", signer.keyring)
    assert report["signedBy"] == "jane <jane@example.com>"


def test_a_strangers_signature(with_helm, signed, signer):
    error = with_helm.fails("pull", "2.18.1", "--repo", signed, "--keyring", signer.strange_keyring)
    assert "its signature cannot be verified" in error and "does not have the signer's key" in error
    assert not [path for path in with_helm.folder.iterdir() if path.suffix == ".tgz"]


def test_no_keyring(with_helm, signed):
    error = with_helm.fails("pull", "2.18.1", "--repo", signed, "--keyring", "missing.gpg")
    assert "gpg --export > keyring.gpg" in error


@pytest.mark.parametrize("fault", ["another-chart", "another-name", "not-signed", "changed"])
def test_a_signature_of_something_else(with_helm, signer, fault):
    (with_helm.folder / NAME).write_bytes(CHART)
    other = packaged("2.18.1", files={"telepresence/more": "x"})
    provenance = {
        "another-chart": lambda: signer.sign(other, NAME),
        "another-name": lambda: signer.sign(CHART, "telepresence-2.18.0.tgz"),
        "not-signed": lambda: f"files:\n  {NAME}: sha256:{sha256(CHART)}\n".encode(),
        "changed": lambda: signer.sign(other, NAME).replace(sha256(other).encode(),
                                                            sha256(CHART).encode()),
    }[fault]()
    (with_helm.folder / f"{NAME}.prov").write_bytes(provenance)
    error = with_helm.fails("verify", NAME, "--keyring", signer.keyring)
    assert f"{NAME}: its signature cannot be verified" in error


def test_verify_without_a_provenance_file(with_helm, signer):
    (with_helm.folder / NAME).write_bytes(CHART)
    error = with_helm.fails("verify", NAME, "--keyring", signer.keyring)
    assert f"{NAME}.prov: there is no provenance file" in error


def test_the_scratch_folder_is_gone_afterwards(with_helm, signed, signer):
    with_helm.ok("pull", "2.18.1", "--repo", signed, "--keyring", signer.keyring)
    assert list((with_helm.cache / "telepresence" / "scratch").iterdir()) == []


def test_unpacking(program, signed):
    report = program.report("pull", "2.18.1", "--repo", signed, "--untar")
    assert report["file"] == "./telepresence"
    folder = program.folder / "telepresence"
    assert sorted(path.name for path in files_below(folder)) == ["Chart.yaml", "values.yaml"]
    assert folder.stat().st_mode & 0o777 == 0o755
    assert not list(program.folder.glob("*.tgz"))
    error = program.fails("pull", "2.18.1", "--repo", signed, "--untar")
    assert "telepresence: exists already" in error
    shutil.rmtree(folder)
    folder.symlink_to("/nonexistent")
    assert "exists already" in program.fails("pull", "2.18.1", "--repo", signed, "--untar")
    assert not list(program.folder.glob("*.telepresence-part-*"))
