#!/usr/bin/python3
"""Prints what a packaged binary has in it, as SPDX 2.3 in JSON: the plugin of the version that is the
argument, the libraries that standard input lists (Debian's name and version, its own version, license), and
what the compiler adds. The time in it is SOURCE_DATE_EPOCH, so that the same sources give the same bytes.
packaging/package.sh calls it.

The format: https://spdx.github.io/spdx-spec/v2.3/
"""

import datetime
import hashlib
import json
import os
import re
import sys
from pathlib import Path

COMPILER = Path(__file__).resolve().parent / "compiler.txt"


def package(name, version, license_id, **more):
    identifier = re.sub(r"[^A-Za-z0-9.-]", "-", f"SPDXRef-{name}")
    return {"SPDXID": identifier, "name": name, "versionInfo": version,
            "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
            "licenseConcluded": license_id, "licenseDeclared": license_id,
            "copyrightText": "NOASSERTION", **more}


def reference(url):
    return {"externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                              "referenceLocator": url}]}


def libraries(listed):
    for name, debian, version, license_id in map(str.split, listed):
        yield package(name, version, license_id,
                      sourceInfo=f"Debian's source package {name} {debian}",
                      **reference(f"pkg:deb/debian/{name}@{debian.replace(':', '%3A')}?arch=source"))


def runtimes():
    """What the compiler links in."""
    name, version = re.search(r"^(\w+)==(\S+)", COMPILER.read_text(), re.MULTILINE).groups()
    url = reference(f"pkg:pypi/{name}@{version}")
    for part, license_id in (("compiler-rt", "MIT"), ("libc++", "Apache-2.0 WITH LLVM-exception"),
                             ("libunwind", "Apache-2.0 WITH LLVM-exception"), ("musl", "MIT")):
        yield package(part, version, license_id,
                      sourceInfo=f"as {name} {version} has it; musl on Linux only", **url)


def main():
    _, version = sys.argv
    plugin = package("helm-telepresence", version, "Apache-2.0")
    parts = [*libraries(sys.stdin), *runtimes()]
    created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]),
                                              datetime.timezone.utc)
    packages = [plugin, *parts]
    # One document of these packages has one name anywhere.
    digest = hashlib.sha256(json.dumps(packages, sort_keys=True).encode()).hexdigest()
    print(json.dumps({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"helm-telepresence-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/helm-telepresence-{version}-{digest}",
        "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
                         "creators": ["Tool: packaging-sbom"]},
        "packages": packages,
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
             "relatedSpdxElement": plugin["SPDXID"]},
            *({"spdxElementId": plugin["SPDXID"], "relationshipType": "CONTAINS",
               "relatedSpdxElement": part["SPDXID"]} for part in parts)],
    }, indent=1))


if __name__ == "__main__":
    main()
