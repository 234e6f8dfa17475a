"""What the plugin sees when it looks at the cluster, as answers of the fake helm."""

import json


def rollout(*workloads, pods=(), **answer):
    """What the probe chart prints of these."""
    report = json.dumps({"workloads": workloads, "pods": pods})
    return ("template rollout", {"stdout": f"data:\n  report: '{report}'\n", **answer})
