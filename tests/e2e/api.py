"""Asks the API server directly: a kubectl or helm takes a tenth of a second to start, and the tests look often."""

import base64
import http.client
import json
import ssl
import tempfile
import threading
import time
import urllib.parse

import yaml


class Api:
    """As the administrator whose certificate is in a kubeconfig. It asks over one connection."""

    def __init__(self, server, ca, certificate, key):
        self.address = urllib.parse.urlsplit(server).netloc
        self.tls = ssl.create_default_context(cadata=ca.decode())
        with tempfile.NamedTemporaryFile() as both:
            both.write(certificate + key)
            both.flush()
            self.tls.load_cert_chain(both.name)
        self.connection = None
        # The tests' injector asks too, in threads of its own.
        self.one_at_a_time = threading.Lock()
        self.kinds = None

    @classmethod
    def of(cls, kubeconfig):
        """None where the user has something else than a certificate, as for a cluster of one's own."""
        with open(kubeconfig, encoding="utf-8") as file:
            config = yaml.safe_load(file)
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        data = (cluster.get("certificate-authority-data"), user.get("client-certificate-data"),
                user.get("client-key-data"))
        return cls(cluster["server"], *map(base64.b64decode, data)) if all(data) else None

    def read(self, path):
        """What is there, or None."""
        with self.one_at_a_time:
            status, body = self._answer("GET", path)
        # An aggregated API that does not answer is as one that is not there.
        if status in (404, 503):
            return None
        assert status == 200, body
        return json.loads(body)

    def delete(self, path):
        """What is there, or all of a kind; it is no error that there is nothing."""
        with self.one_at_a_time:
            status, body = self._answer("DELETE", path)
        assert status in (200, 202, 404), body

    def revisions(self, namespace=None):
        """(namespace, release, number, status) of each revision that helm has a record of, in this order."""
        place = f"/api/v1/namespaces/{namespace}/secrets" if namespace else "/api/v1/secrets"
        found = self.read(f"{place}?labelSelector=owner%3Dhelm")["items"]
        return sorted((one["metadata"]["namespace"], labels["name"], int(labels["version"]), labels["status"])
                      for one in found for labels in [one["metadata"]["labels"]])

    def _answer(self, method, path):
        """The status and the body. A server that says to come back, as it does for a second where the kind of
        an object was just defined or removed, is asked again."""
        until = time.monotonic() + 30
        while True:
            status, later, body = self._answer_of_now(method, path)
            if status != 429 or time.monotonic() > until:
                return status, body
            time.sleep(float(later or 1))

    def _answer_of_now(self, method, path):
        """The status, the seconds after which to come back where it says so, and the body."""
        for is_last in (False, True):
            try:
                self.connection = self.connection or http.client.HTTPSConnection(
                    self.address, context=self.tls, timeout=60)
                self.connection.request(method, path)
                answer = self.connection.getresponse()
                return answer.status, answer.headers.get("Retry-After"), answer.read()
            except (http.client.HTTPException, OSError):
                # The server may have closed one that it had not heard of for long.
                self.connection = None
                if is_last:
                    raise

    def kind(self, name):
        """Where its objects are, whether in namespaces, and what kubectl calls one; None of one that is
        not known, or was not when it was asked first."""
        if self.kinds is None:
            self.kinds = {}
            groups = [group["preferredVersion"]["groupVersion"] for group in self.read("/apis")["groups"]]
            for place in ["/api/v1", *(f"/apis/{group}" for group in groups)]:
                for resource in (self.read(place) or {"resources": []})["resources"]:
                    self._add(place, resource)
        return self.kinds.get(name)

    def _add(self, place, resource):
        if "/" in resource["name"]:
            return
        singular = resource["kind"].lower()
        group = place.split("/")[2] if place.startswith("/apis/") else ""
        short = f"{singular}.{group}" if group else singular
        found = (f"{place}{{}}/{resource['name']}", resource["namespaced"], short)
        for name in (resource["name"], singular):
            # Events are in two groups; kubectl means the first.
            self.kinds.setdefault(name, found)

    def objects(self, kinds, name=None, namespace=None, everywhere=False):
        """(name, object) of all of these kinds (joined by commas), or of the one of this name. None where
        kubectl has to be asked: about kinds that are not known, or in a namespace that is not named."""
        places = [self.kind(kind) for kind in kinds.split(",")]
        if any(place is None or place[1] and not (namespace or everywhere) for place in places):
            return None
        found = []
        for place, is_namespaced, short in places:
            path = place.format(f"/namespaces/{namespace}" if is_namespaced and namespace else "")
            answer = self.read(f"{path}/{name}" if name else path) or {"items": []}
            for item in answer.get("items", [answer]):
                item.setdefault("kind", answer["kind"].removesuffix("List"))
                found.append((f"{short}/{item['metadata']['name']}", item))
        return found
