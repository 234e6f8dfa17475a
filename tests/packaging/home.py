"""A user's helm, in a home of its own whose path has a space, and what a plugin leaves there."""

import json
import shutil
from pathlib import Path

from plugin import SYSTEM_PATH, run


class Home:
    def __init__(self, folder, helm, keyring=None):
        self.folder, self.helm_path = folder, helm
        self.major = 4 if "helm-4." in str(helm) else 3
        self.data, self.cache = folder / "data", folder / "cache"
        folder.mkdir()
        # Where helm looks for keys when it is told of none.
        if keyring:
            (folder / ".gnupg").mkdir(mode=0o700)
            shutil.copy(keyring, folder / ".gnupg" / "pubring.gpg")
        self.environment = {
            "PATH": f"{Path(helm).parent}:{SYSTEM_PATH}", "HOME": str(folder),
            "HELM_DATA_HOME": str(self.data), "HELM_CONFIG_HOME": str(folder / "config"),
            "HELM_CACHE_HOME": str(self.cache)}

    def run(self, *arguments, before=(), **variables):
        return run([*before, self.helm_path, *arguments], {**self.environment, **variables},
                   self.folder, limit=100)

    def ok(self, *arguments, **variables):
        result = self.run(*arguments, **variables)
        assert result.returncode == 0, result.stderr + result.stdout
        return result.stdout

    def install(self, source, *arguments, **variables):
        """`helm plugin install`, without a signature where helm 4 would ask for one."""
        if self.major == 4:
            arguments = ("--verify=false", *arguments)
        return self.run("plugin", "install", str(source), *arguments, **variables)

    def installed(self, source, *arguments, **variables):
        result = self.install(source, *arguments, **variables)
        assert result.returncode == 0, result.stderr + result.stdout
        return result

    def works(self, **variables):
        """Whether it runs, and has its chart and probe with it; gives its version."""
        told = json.loads(self.ok("telepresence", "version", "--client", "-o", "json", **variables))
        values = self.ok("telepresence", "chart", "show", "values", "--offline", **variables)
        assert "logLevel" in values
        return told["plugin"]

    @property
    def plugins(self):
        folder = self.data / "plugins"
        return sorted(folder.iterdir()) if folder.exists() else []

    def uninstalled(self):
        """`helm plugin uninstall`, after which nothing of the plugin is left."""
        self.ok("plugin", "uninstall", "telepresence")
        assert self.plugins == []
        assert not (self.cache / "telepresence").exists()
