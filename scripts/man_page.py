"""The manual page, from the program's own table of flags: scripts/generate.py writes it."""

TITLE = '.TH HELM-TELEPRESENCE 1 "" "helm telepresence" "Helm plugins"'
BEFORE = """\
.SH NAME
helm\\-telepresence \\- install, upgrade, inspect and remove the Telepresence Traffic Manager
.SH SYNOPSIS
.B helm telepresence
.I COMMAND
.RI [ FLAGS ]
.RB [ \\-\\-
.IR HELM\\ FLAGS ]
.SH DESCRIPTION
{description}
It looks at the cluster before it changes anything, and puts back what was there when something fails.
The release is always called
.BR traffic\\-manager .
.PP
Helm's own global flags may be given anywhere, before or after
.BR telepresence .
What follows
.B \\-\\-
is passed on to helm by install, upgrade, uninstall and diff."""
AFTER = """\
.SH EXIT STATUS
0; 1 for every failure; 130 after Ctrl\\-C; 2 only for
.BR "diff \\-\\-detailed\\-exitcode" .
.SH ENVIRONMENT
.TP
.B HELM_NAMESPACE
The namespace, where no flag gives one; it wins over the kubeconfig.
.TP
.B TELEPRESENCE_MANAGER_NAMESPACE
The namespace, where neither a flag nor HELM_NAMESPACE nor the kubeconfig gives one.
.TP
.B KUBECONFIG, HELM_KUBECONTEXT, HELM_KUBETOKEN and others
As for helm: see the global flags.
.TP
.B HELM_BIN
Which helm is run. Helm sets it.
.TP
.B HELM_TELEPRESENCE_OFFLINE
Use the chart that the plugin carries, contact no server.
.TP
.B NO_COLOR, HELM_COLOR
Whether marks, errors and warnings are in colour.
.SH SEE ALSO
.BR helm (1),
.BR kubectl (1)"""


def escaped(text):
    """Plain text, which no line of can be taken for a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text[:1] in (".", "'") else text


def paths(command, path=()):
    for child in command["commands"]:
        name = (*path, child["name"])
        if child["commands"]:
            yield from paths(child, name)
        else:
            yield name, child


def flag_lines(flag):
    names = ", ".join(escaped(name) for name in flag["names"])
    value = escaped(flag["value"])
    if value and flag["alone"]:
        value = f"[=\\fI{value}\\fR]"
    elif value:
        value = f" \\fI{value}\\fR"
    return [".TP", f"\\fB{names}\\fR{value}", escaped(flag["help"])]


def command_lines(path, command):
    lines = [f".SS {escaped(' '.join(path))}", escaped(command["description"]) + "."]
    for example in command["examples"]:
        lines += [".PP", ".nf", ".RS", escaped(example), ".RE", ".fi"]
    for flag in command["flags"]:
        if "--help" not in flag["names"]:
            lines += flag_lines(flag)
    return lines


def page(spec):
    lines = ['.\\" Written by scripts/generate.py from the program\'s own table of flags.', TITLE,
             BEFORE.format(description=escaped(spec["description"])), ".SH COMMANDS"]
    for path, command in paths(spec):
        lines += command_lines(path, command)
    lines.append(".SH GLOBAL FLAGS")
    for flag in spec["flags"]:
        lines += flag_lines(flag)
    return "\n".join([*lines, AFTER, ""])
