"""Parts of the kubeconfigs that the tests write."""

USER = """contexts:
- name: dev
  context: {cluster: dev, user: me}
current-context: dev
users:
- name: me
  user: {token: SECRETTOKEN, password: SECRETPASS}
"""


def one_cluster(line):
    """The cluster dev, with one line in it."""
    return f"clusters:\n- name: dev\n  cluster: {{{line}}}\n"


def many_clusters(count):
    """cluster-0 and so on, with a context each; context-0 is the current one."""
    text = "apiVersion: v1\nkind: Config\nclusters:\n"
    for number in range(count):
        text += (f"- cluster:\n    certificate-authority-data: {'QUJD' * 50}\n"
                 f"    server: https://10.0.0.7:{number}\n  name: cluster-{number}\n")
    text += "contexts:\n"
    for number in range(count):
        text += (f"- context:\n    cluster: cluster-{number}\n    user: me\n"
                 f"  name: context-{number}\n")
    return text + "current-context: context-0\nusers:\n- name: me\n  user: {token: SECRETTOKEN}\n"
