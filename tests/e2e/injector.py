"""A small agent injector, in the place of the Traffic Manager's: pods of the tests' control plane run
nothing. The API server reaches it as it would reach the real one, through the Service (its egress
socket leads here, see tests/cluster/start.sh), and it answers what the real 2.18 was seen to answer.
"""

import base64
import http.server
import json
import os
import socket
import socketserver
import ssl
import threading

ANNOTATION = "telepresence.getambassador.io/inject-traffic-agent"
AGENT = {"name": "traffic-agent", "image": "docker.io/datawire/tel2:2.18.1"}


def workload(kind, name, more=""):
    """One that asks for agents in its two pods."""
    return f"""
---
apiVersion: apps/v1
kind: {kind}
metadata: {{name: {name}}}
spec:
  replicas: 2
  {'serviceName: ' + name if kind == "StatefulSet" else ''}
  {more}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata:
      labels: {{app: {name}}}
      annotations: {{{ANNOTATION}: enabled}}
    spec:
      containers: [{{name: {name}, image: "echo:1"}}]
"""


class Injector:
    """Injects annotated pods, and takes the agents out when it is asked to."""

    def __init__(self, cluster, folder, namespace="ambassador"):
        self.cluster, self.folder, self.namespace = cluster, folder, namespace
        self.injects, self.takes_out, self.asked = True, True, []
        self.agent = AGENT
        self.certificate = None
        self._server = None
        # Pods are reviewed at once, and the first of them fetches the certificate for all.
        self._fetching = threading.Lock()

    def tls(self):
        """With the certificate that the chart has made, which may not have been there at the start; or with
        another, for a test."""
        with self._fetching:
            self._fetch_certificate()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.certificate.with_suffix(".key"))
        return context

    def _fetch_certificate(self):
        if not self.certificate:
            secret = self.cluster.get("secret", "mutator-webhook-tls", "-n", self.namespace)["data"]
            for name in ("tls.crt", "tls.key"):
                (self.folder / name).write_bytes(base64.b64decode(secret[name]))
            self.certificate = self.folder / "tls.crt"

    def start(self):
        self._server = Egress(os.path.join(os.path.dirname(self.cluster.kubeconfig), "egress"), self)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self):
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            os.unlink(self._server.server_address)
            self._server = None

    def remove_agents(self):
        """What the real one does: from now on no pod gets one, and what has one is rolled out again."""
        if not self.takes_out:
            return
        self.injects = False
        for kind, namespace, name in self.cluster.workloads_with_agents():
            self.cluster.run("rollout", "restart", f"{kind}/{name}", "-n", namespace)

    def review(self, request):
        if request["operation"] != "CREATE":
            return {"allowed": True}
        pod = request["object"]
        if (pod["metadata"].get("annotations") or {}).get(ANNOTATION) != "enabled":
            return {"allowed": True}
        if not pod["metadata"].get("ownerReferences"):
            name = pod["metadata"].get("name") or pod["metadata"].get("generateName")
            return {"allowed": False, "status": {"message": "unable to find workload owner for "
                                                            f"{name}.{request['namespace']}"}}
        # It is asked again after another webhook has changed the pod (reinvocationPolicy).
        has_one = any(container["name"] == AGENT["name"] for container in pod["spec"]["containers"])
        if has_one or not self.injects:
            return {"allowed": True}
        patch = [{"op": "add", "path": "/spec/containers/-", "value": self.agent}]
        return {"allowed": True, "patchType": "JSONPatch",
                "patch": base64.b64encode(json.dumps(patch).encode()).decode()}


class Egress(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def __init__(self, path, injector):
        self.injector = injector
        super().__init__(path, Tunnel)


class Tunnel(socketserver.BaseRequestHandler):
    """CONNECT HOST:PORT, and then the injector's own TLS."""

    def handle(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self.request.recv(1)
            if not byte:
                return
            head += byte
        self.request.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            secured = self.server.injector.tls().wrap_socket(self.request, server_side=True)
        except (ssl.SSLError, OSError):
            return
        with secured:
            Answer(secured, ("", 0), self.server)
            try:
                secured.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # The API server was faster.


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def reply(self, status, body):
        data = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        # The API server would go on using the connection when the injector has been stopped.
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def do_DELETE(self):
        injector = self.server.injector
        injector.asked.append(f"DELETE {self.path}")
        if self.path != "/uninstall":
            self.reply(404, None)
            return
        # As the real one, which does not wait for the rollouts.
        self.reply(200, None)
        injector.remove_agents()

    def do_GET(self):
        self.reply(404, None)

    def do_POST(self):
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.server.injector.review(review["request"])
        self.reply(200, {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
                         "response": {"uid": review["request"]["uid"], **answer}})

    def log_message(self, *_arguments):
        pass
