"""The command lines that an error offers. Every one of them has to work as it is printed."""

import re

COMMAND = r"(?:helm (?:telepresence|rollback|uninstall|upgrade|pull|repo|registry)|kubectl \w+)\b"
# In a sentence a command stands in backquotes; at the end of a line behind a colon, or alone.
IN_BACKQUOTES = re.compile(rf"`({COMMAND}[^`]*)`")
AT_THE_END = re.compile(rf"(?:^|: )({COMMAND}.*)$", re.MULTILINE)
# What only the reader knows.
PLACEHOLDER = re.compile(r"\b(?:NAME|FILE|URL|USER|HOST|VERSION|NAMESPACE)\b")


def commands_in(error):
    """Those of the plugin's own lines; helm's words, which are shown too, begin with Error."""
    lines = [line.strip() for line in error.splitlines()]
    # The first line is the plugin's; below it, helm's words stand before the hints.
    own = "\n".join(line for line in lines if not line.startswith(("Error: INSTALLATION",
                                                                   "Error: UPGRADE")))
    found = [*IN_BACKQUOTES.findall(own), *AT_THE_END.findall(IN_BACKQUOTES.sub("", own))]
    return [command for command in dict.fromkeys(found) if not PLACEHOLDER.search(command)]


def test_commands_are_found_where_they_stand():
    error = ("Error: it failed\n  Did you mean `helm telepresence install`?\n"
             "  To remove it: helm telepresence uninstall -n 'a b'\n"
             "  To log in: helm registry login HOST\n  It stays: helm cannot remove one.\n")
    assert commands_in(error) == ["helm telepresence install", "helm telepresence uninstall -n 'a b'"]
