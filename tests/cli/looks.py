"""What the plugin sees when it looks at the cluster, as answers of the fake helm."""

import json


def rollout(*workloads, pods=(), **answer):
    """What the probe chart prints of these."""
    report = json.dumps({"workloads": workloads, "pods": pods})
    return ("template", {"stdout": f"data:\n  report: '{report}'\n", **answer})


# What an install asks before it begins: nothing is there yet.
NOTHING = rollout()
