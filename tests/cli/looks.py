"""What the plugin sees when it looks at the cluster, as answers of the fake helm."""

import json


def probe_report(part, **found):
    """What the probe chart prints when it is asked for that part."""
    report = json.dumps(found)
    return (f"template {part}", {"stdout": f"data:\n  report: '{report}'\n"})


def rollout(*workloads, pods=(), part="rollout", **answer):
    """What the probe chart prints of these, asked for that part."""
    first, report = probe_report(part, workloads=workloads, pods=pods)
    return (first, {**report, **answer})


def survey(**found):
    """What it prints of the cluster before a change."""
    return probe_report("survey", survey=found)
