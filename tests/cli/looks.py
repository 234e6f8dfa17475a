"""What the plugin sees when it looks at the cluster, as answers of the fake helm."""

import json


def rollout(*workloads, pods=(), part="rollout", **answer):
    """What the probe chart prints of these, asked for that part."""
    report = json.dumps({"workloads": workloads, "pods": pods})
    return (f"template {part}", {"stdout": f"data:\n  report: '{report}'\n", **answer})
