"""The shell's completion and the reference name what the program has, no more and no less."""

import re

import pytest
import yaml

from conftest import ROOT

COMMANDS = ["install", "upgrade", "uninstall", "status", "version"]


def flags_in_help(program, *command):
    text = program.ok(*command, "--help", COLUMNS="1000").split("\nGlobal flags, which")[0]
    found = re.findall(r"^  (?:-(\w), )?--([\w-]+)", text, re.MULTILINE)
    return [name for names in found for name in names if name]


@pytest.fixture(scope="module")
def completion():
    return yaml.safe_load((ROOT / "completion.yaml").read_text())


def test_completion_has_every_command(completion):
    assert [command["name"] for command in completion["commands"]] == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_completion_has_every_flag(program4, completion, command):
    (entry,) = [entry for entry in completion["commands"] if entry["name"] == command]
    assert entry["flags"] == flags_in_help(program4, command)


def test_completion_leaves_helms_global_flags_to_helm(program4, completion):
    assert set(completion["flags"]) == {"h", "help", "version", "q", "quiet"}
    assert set(completion["flags"]) < set(flags_in_help(program4))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_reference_names_every_flag(program4, command):
    reference = (ROOT / "docs" / "commands.md").read_text()
    for flag in flags_in_help(program4, command):
        if len(flag) > 1:
            assert f"`--{flag}" in reference, flag


def test_links_between_documents_lead_somewhere():
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / link).exists(), f"{document.name}: {link}"
