"""What holds charts on loopback: a real nginx, a real registry, a real proxy, one that misbehaves.

And what signs charts: a real gpg.
"""

import contextlib
import hashlib
import http.server
import io
import os
import pathlib
import re
import socket
import subprocess
import tarfile
import tempfile
import threading
import time

import yaml

from processes import start_server, stop, wait_until

USER, PASSWORD = "jane", "s3cret-pa55"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for_port(port, process, log):
    """Until something listens there; an error with the log of the server when nothing does."""
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"{process.args[0]} did not start: {log.read_text()}")


def packaged(version, name="telepresence", files=None):
    """A small chart as a .tgz."""
    chart = yaml.safe_dump({"apiVersion": "v2", "name": name, "version": version,
                            "appVersion": version})
    return tgz({f"{name}/Chart.yaml": chart, f"{name}/values.yaml": "logLevel: info\n",
                **(files or {})})


def tgz(files, pax_headers=None):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for path, text in files.items():
            data = text.encode() if isinstance(text, str) else text
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            entry.pax_headers = pax_headers or {}
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def index_of(charts, url="{name}"):
    """An index for {version: bytes}; `url` is where each is, with {name} for its file."""
    entries = [{"name": "telepresence", "version": version, "appVersion": version,
                "created": f"2026-01-{day:02}T10:00:00Z", "digest": sha256(data),
                "urls": [url.format(name=f"telepresence-{version}.tgz")]}
               for day, (version, data) in enumerate(charts.items(), start=1)]
    return {"apiVersion": "v1", "generated": "2026-02-01T00:00:00Z",
            "entries": {"other": [{"name": "other", "version": "9.9.9", "urls": ["x.tgz"]}],
                        "telepresence": entries}}


def write_repository(folder, charts, url="{name}"):
    folder.mkdir(parents=True, exist_ok=True)
    for version, data in charts.items():
        (folder / f"telepresence-{version}.tgz").write_bytes(data)
    (folder / "index.yaml").write_text(yaml.safe_dump(index_of(charts, url)))


class Certificates:
    """A CA of one's own, a server's certificate and a client's."""

    def __init__(self, folder):
        self.folder = folder
        self.ca = folder / "ca.crt"
        self._make("ca", "/CN=test-ca", signed=False)
        self._make("server", "/CN=localhost", "subjectAltName=IP:127.0.0.1,DNS:localhost")
        self._make("client", "/CN=jane")

    def _make(self, name, subject, extension="basicConstraints=CA:FALSE", signed=True):
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        base = self.folder / name
        if not signed:
            self._run("req", "-x509", *key, "-keyout", f"{base}.key", "-out", f"{base}.crt",
                      "-days", "30", "-subj", subject)
            return
        (self.folder / "extension").write_text(extension)
        self._run("req", *key, "-keyout", f"{base}.key", "-out", f"{base}.csr", "-subj", subject)
        self._run("x509", "-req", "-in", f"{base}.csr", "-CA", str(self.ca), "-CAkey",
                  str(self.folder / "ca.key"), "-CAcreateserial", "-out", f"{base}.crt",
                  "-days", "30", "-extfile", str(self.folder / "extension"))

    @staticmethod
    def _run(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)


class Nginx:
    """A real nginx with one server for each way to be talked to."""

    def __init__(self, folder, root, certificates):
        self.folder, self.log = folder, folder / "access.log"
        self.http, self.https, self.client_https, self.basic, self.sender = (
            free_port() for _ in range(5))
        tls = f"ssl_certificate {certificates.folder}/server.crt; " \
              f"ssl_certificate_key {certificates.folder}/server.key;"
        password = subprocess.run(["openssl", "passwd", "-apr1", PASSWORD], check=True,
                                  capture_output=True, text=True).stdout.strip()
        (folder / "passwords").write_text(f"{USER}:{password}\n")
        temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in
                             ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(f"""
            {"user root;" if os.geteuid() == 0 else ""} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
            events {{ worker_connections 512; }}
            http {{
              {temporary}
              log_format line '$server_port $request_uri $status $body_bytes_sent '
                              '$sent_http_content_encoding "$http_authorization"';
              access_log {self.log} line;
              gzip on; gzip_types *; gzip_min_length 100;
              # Helm 3 takes a plugin of this type only.
              types {{ application/gzip gz tgz; }}
              root {root};
              server {{ listen 127.0.0.1:{self.http}; }}
              server {{ listen 127.0.0.1:{self.https} ssl; {tls} }}
              server {{ listen 127.0.0.1:{self.client_https} ssl; {tls}
                       ssl_client_certificate {certificates.ca}; ssl_verify_client on; }}
              server {{ listen 127.0.0.1:{self.basic} ssl; {tls}
                       auth_basic charts; auth_basic_user_file {folder}/passwords; }}
              server {{ listen 127.0.0.1:{self.sender} ssl; {tls}
                       location /down/ {{ return 302 http://127.0.0.1:{self.http}/index.yaml; }}
                       location /up/ {{ return 302 https://127.0.0.1:{self.https}$request_uri; }}
                       location /basic/ {{ return 302 https://127.0.0.1:{self.basic}/index.yaml; }}
                       location /round/ {{ return 302 https://127.0.0.1:{self.sender}/round/; }} }}
            }}""")
        self.process = start_server(["nginx", "-p", folder, "-c", folder / "nginx.conf"],
                                    stderr=subprocess.DEVNULL)
        wait_for_port(self.sender, self.process, folder / "error.log")

    def requests(self):
        """(port, uri, status, bytes, encoding, authorization) of each since the last call."""
        time.sleep(0.05)  # it writes the line after the answer
        lines = self.log.read_text().splitlines()
        self.log.write_text("")
        return [line.split(" ", 5) for line in lines]

    def stop(self):
        stop(self.process)


class Registry:
    """A real registry (Debian's docker-registry), where helm pushes charts to."""

    def __init__(self, folder, certificates=None, login=False):
        """With certificates it speaks TLS, else plain http; `login` wants USER and PASSWORD."""
        self.folder, self.log = folder, folder / "registry.log"
        port = free_port()
        self.address = f"127.0.0.1:{port}"
        settings = {"version": "0.1", "log": {"level": "info"},
                    "storage": {"filesystem": {"rootdirectory": str(folder / "storage")}},
                    "http": {"addr": self.address, "secret": "for uploads only"}}
        if certificates:
            settings["http"]["tls"] = {"certificate": f"{certificates.folder}/server.crt",
                                       "key": f"{certificates.folder}/server.key"}
        if login:
            subprocess.run(["htpasswd", "-cbB", "-C", "5", folder / "passwords", USER, PASSWORD],
                           check=True, capture_output=True)
            settings["auth"] = {"htpasswd": {"realm": "charts", "path": str(folder / "passwords")}}
        (folder / "config.yml").write_text(yaml.safe_dump(settings))
        with open(self.log, "ab") as log:
            # Without tracing, which it would send to a port of this machine.
            self.process = start_server(
                ["docker-registry", "serve", folder / "config.yml"], stdout=log,
                stderr=subprocess.STDOUT, env={**os.environ, "OTEL_TRACES_EXPORTER": "none"})
        wait_for_port(port, self.process, self.log)
        # Helm 3 talks plain http to loopback, whatever it is told. So charts come in by a second
        # registry on the same storage.
        self.entrance = self
        if certificates or login:
            (folder / "entrance").mkdir()
            (folder / "storage").mkdir()
            (folder / "entrance" / "storage").symlink_to(folder / "storage")
            self.entrance = Registry(folder / "entrance")

    def url(self, name="telepresence", repository="charts"):
        return f"oci://{self.address}/{repository}/{name}"

    def push(self, helm, data, version, name="telepresence", repository="charts", provenance=None,
             environment=None):
        """Pushes a packaged chart with the real helm, and its .prov when there is one."""
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, f"{name}-{version}.tgz")
            file.write_bytes(data)
            if provenance:
                file.with_name(file.name + ".prov").write_bytes(provenance)
            result = subprocess.run(
                [helm, "push", file, f"oci://{self.entrance.address}/{repository}",
                 "--plain-http"], text=True, capture_output=True, timeout=100, check=False,
                env={"PATH": "/usr/bin:/bin", "HOME": folder, **(environment or {})})
        assert result.returncode == 0, result.stderr

    def requests(self):
        """(method, uri, status) of each since the last call."""
        time.sleep(0.05)
        lines = self.log.read_text().splitlines()
        os.truncate(self.log, 0)
        found = (re.search(r'"([A-Z]+) (\S+) HTTP/[\d.]+" (\d+) ', line) for line in lines)
        return [match.groups() for match in found if match]

    def stop(self):
        if self.entrance is not self:
            self.entrance.stop()
        stop(self.process)


class Signer:
    """A real gpg with two throwaway keys, and what helm takes for a chart's signature."""

    def __init__(self, folder):
        self.folder, self.keyring = folder, folder / "pubring.gpg"
        self.strange_keyring = folder / "stranger.gpg"
        self.home = folder / "gpg"
        self.home.mkdir(mode=0o700)
        # gpg would start one that outlives the tests. This one ends soon after the sleep does.
        self.agent = start_server(["gpg-agent", "--homedir", self.home, "--quiet", "--daemon",
                                   "sleep", "infinity"])
        # Until it answers gpg would start one of its own; two at a time fail.
        wait_until(self._agent_answers, "gpg-agent's start")
        for user, keyring in (("jane", self.keyring), ("stranger", self.strange_keyring)):
            self._gpg("--quick-generate-key", f"{user} <{user}@example.com>", "rsa2048", "sign",
                      "never")
            keyring.write_bytes(self._gpg("--export", f"{user}@example.com"))

    def _agent_answers(self):
        asked = subprocess.run(["gpg-connect-agent", "--homedir", self.home, "--no-autostart",
                                "GETINFO pid", "/bye"], capture_output=True, timeout=10,
                               check=False)
        return asked.stdout.endswith(b"OK\n")

    def _gpg(self, *arguments, data=b""):
        result = subprocess.run(["gpg", "--homedir", self.home, "--batch", "--quiet",
                                 "--pinentry-mode", "loopback", "--passphrase", "", *arguments],
                                input=data, capture_output=True, timeout=100, check=False)
        assert result.returncode == 0, result.stderr.decode()
        return result.stdout

    def sign(self, data, file_name, user="jane", digest=None):
        """The .prov of a chart, as `helm package --sign` makes it; `digest` may be a lie."""
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            name = next(name for name in archive.getnames() if name.count("/") == 1
                        and name.endswith("/Chart.yaml"))
            chart = archive.extractfile(name).read().decode()
        return self.clear_sign(f"{chart}\n...\nfiles:\n  {file_name}: "
                               f"sha256:{digest or sha256(data)}\n", user)

    def clear_sign(self, text, user="jane"):
        return self._gpg("--local-user", f"{user}@example.com", "--digest-algo", "SHA512",
                         "--clearsign", data=text.encode())

    def stop(self):
        subprocess.run(["gpgconf", "--homedir", self.home, "--kill", "gpg-agent"], check=True,
                       capture_output=True)
        stop(self.agent)


@contextlib.contextmanager
def temporary_signer():
    # Not below pytest's folder: the path of gpg's socket has to be short.
    with tempfile.TemporaryDirectory() as folder:
        found = Signer(pathlib.Path(folder))
        yield found
        found.stop()


class Proxy:
    """A real tinyproxy; `login` wants USER and PASSWORD."""

    def __init__(self, folder, login=False):
        self.log, port = folder / "proxy.log", free_port()
        self.address = f"127.0.0.1:{port}"
        self.url = f"http://{self.address}"
        (folder / "proxy.conf").write_text(
            f"Port {port}\nListen 127.0.0.1\nTimeout 60\nMaxClients 100\nLogLevel Info\n"
            f'LogFile "{self.log}"\n' + (f"BasicAuth {USER} {PASSWORD}\n" if login else ""))
        self.process = start_server(["tinyproxy", "-d", "-c", folder / "proxy.conf"],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(port, self.process, self.log)

    def requests(self):
        """(method, target) of each since the last call; for https that is CONNECT host:port."""
        time.sleep(0.05)
        lines = self.log.read_text().splitlines()
        self.log.write_text("")
        return [tuple(line.split("): ", 1)[1].split(" ")[:2]) for line in lines
                if "Request (file descriptor" in line]

    def stop(self):
        stop(self.process)


class FaultServer:
    """What nginx cannot do: `behave` is a function of the handler for each request."""

    def __init__(self):
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                owner.seen.append((self.path, dict(self.headers)))
                owner.behave(self)

            def reply(self, body, status=200, length=None, headers=()):
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body) if length is None else length))
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()
                self.close_connection = length is not None

            def log_message(self, *_):
                pass

        self.seen = []
        self.behave = lambda handler: handler.reply(b"", 404)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def files_below(folder):
    return [path for path in pathlib.Path(folder).rglob("*") if path.is_file()]
