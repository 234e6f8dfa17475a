"""What the plugin sees when it looks at the cluster, as answers of the fake helm."""

import json


def rollout(*workloads, pods=(), part="rollout", more=None, **answer):
    """What the probe chart prints of these, asked for that part."""
    report = json.dumps({"workloads": workloads, "pods": pods, **(more or {})})
    return (f"template {part}", {"stdout": f"data:\n  report: '{report}'\n", **answer})
