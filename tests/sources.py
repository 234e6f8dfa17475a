"""A git repository with the sources as they are here."""

import shutil
import subprocess

from plugin import ROOT


class Sources:
    def __init__(self, folder):
        self.tree = folder / "telepresence"
        listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                cwd=ROOT, check=True, capture_output=True).stdout.decode()
        for name in listed.split("\0"):
            if name and (ROOT / name).exists():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, self.tree / name, follow_symlinks=False)
        self.git("init", "-q", "-b", "main")
        self.commit("the sources")

    def git(self, *arguments, cwd=None):
        identity = ["-c", "user.name=jane", "-c", "user.email=jane@example.com"]
        subprocess.run(["git", *identity, *arguments], cwd=cwd or self.tree, check=True,
                       capture_output=True)

    def commit(self, message):
        self.git("add", "--all")
        self.git("commit", "-q", "-m", message)

    def edit(self, name, old, new):
        file = self.tree / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def serve(self, folder):
        """What a server that knows nothing of git needs to have, as telepresence.git there."""
        bare = folder / "telepresence.git"
        shutil.rmtree(bare, ignore_errors=True)
        self.git("clone", "-q", "--bare", self.tree, bare)
        self.git("update-server-info", cwd=bare)
