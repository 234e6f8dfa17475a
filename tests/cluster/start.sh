# Starts a control plane in a folder: keys and certificates, then one process after the
# other. Sourced by scripts/cluster.sh, after lib.sh.
# shellcheck shell=bash

# free_ports N: N different ports of loopback that nobody listens on now.
free_ports() {
  python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in sockets:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in sockets))
PYTHON
}

# make_certificate FOLDER NAME SUBJECT [EXTENSION]: signed by FOLDER/ca.
make_certificate() {
  local base=$1/$2
  openssl req -newkey rsa:2048 -nodes -keyout "$base.key" -out "$base.csr" -subj "$3"
  openssl x509 -req -in "$base.csr" -CA "$1/ca.crt" -CAkey "$1/ca.key" -CAcreateserial \
    -out "$base.crt" -days 30 -extfile <(printf '%s\n' "${4:-basicConstraints=CA:FALSE}")
}

make_keys() {
  local folder=$1
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$folder/ca.key" -out "$folder/ca.crt" \
    -days 30 -subj /CN=telepresence-test-ca
  make_certificate "$folder" apiserver /CN=kube-apiserver 'subjectAltName=IP:127.0.0.1,DNS:localhost'
  make_certificate "$folder" admin /O=system:masters/CN=admin
  openssl genrsa -out "$folder/service-account.key" 2048
}

write_kubeconfig() {
  local folder=$1 port=$2
  cat >"$folder/kubeconfig" <<YAML
apiVersion: v1
kind: Config
current-context: telepresence-test
contexts:
  - name: telepresence-test
    context: {cluster: telepresence-test, user: admin}
clusters:
  - name: telepresence-test
    cluster:
      server: https://127.0.0.1:$port
      certificate-authority-data: $(base64 -w0 "$folder/keys/ca.crt")
users:
  - name: admin
    user:
      client-certificate-data: $(base64 -w0 "$folder/keys/admin.crt")
      client-key-data: $(base64 -w0 "$folder/keys/admin.key")
YAML
}

# launch FOLDER PROGRAM ARGUMENTS...: in the background, free of this terminal and of the
# caller's pipes. Its pid is kept with the program's path, so that `down` ends no other.
launch() {
  local folder=$1 program=$2 name
  shift 2
  name=$(basename "$program")
  setsid nohup "$program" "$@" >"$folder/logs/$name.log" 2>&1 </dev/null &
  printf '%s %s\n' "$!" "$program" >>"$folder/pids"
}

# is_running PID PROGRAM: whether the process is still that program.
is_running() {
  [ "$(readlink "/proc/$1/exe" 2>/dev/null)" = "$(readlink -f "$2")" ]
}

# The first program that has ended, if any has.
first_dead() {
  local pid program
  while read -r pid program; do
    is_running "$pid" "$program" || {
      basename "$program"
      return
    }
  done <"$1/pids"
}

# await FOLDER WHAT COMMAND...: until the command succeeds, a program dies or 60 s pass.
await() {
  local folder=$1 what=$2 dead
  shift 2
  for _ in $(seq 300); do
    "$@" >/dev/null 2>&1 && return
    dead=$(first_dead "$folder")
    if [ -n "$dead" ]; then
      say "$dead ended; the end of its log:"
      tail -n 5 "$folder/logs/$dead.log" >&2
      return 1
    fi
    sleep 0.2
  done
  say "$what did not happen within 60 s"
  return 1
}

# start_control_plane FOLDER BINARIES STAGES
start_control_plane() {
  local folder=$1 bin=$2 stages=$3 ports keys=$1/keys
  mkdir -p "$folder/logs" "$keys"
  : >"$folder/pids"
  make_keys "$keys" 2>"$folder/logs/openssl.log"
  read -ra ports <<<"$(free_ports 5)"
  write_kubeconfig "$folder" "${ports[2]}"
  local client=http://127.0.0.1:${ports[0]} peer=http://127.0.0.1:${ports[1]}
  local kubectl=("$(program "$bin" kubectl)" --kubeconfig "$folder/kubeconfig")

  launch "$folder" "$(program "$bin" etcd)" --data-dir "$folder/etcd" --unsafe-no-fsync \
    --listen-client-urls "$client" --advertise-client-urls "$client" \
    --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer"
  launch "$folder" "$(program "$bin" kube-apiserver)" --etcd-servers "$client" \
    --bind-address 127.0.0.1 --advertise-address 127.0.0.1 --secure-port "${ports[2]}" \
    --cert-dir "$folder/apiserver" --client-ca-file "$keys/ca.crt" \
    --tls-cert-file "$keys/apiserver.crt" --tls-private-key-file "$keys/apiserver.key" \
    --service-account-key-file "$keys/service-account.key" \
    --service-account-signing-key-file "$keys/service-account.key" \
    --service-account-issuer https://kubernetes.default.svc \
    --service-cluster-ip-range 10.96.0.0/16 --authorization-mode RBAC --endpoint-reconciler-type none
  await "$folder" "a ready API server" "${kubectl[@]}" get --raw /readyz || return 1
  launch "$folder" "$(program "$bin" kube-controller-manager)" --kubeconfig "$folder/kubeconfig" \
    --service-account-private-key-file "$keys/service-account.key" --root-ca-file "$keys/ca.crt" \
    --use-service-account-credentials --leader-elect=false --allocate-node-cidrs=false \
    --bind-address 127.0.0.1 --secure-port "${ports[3]}" --cert-dir "$folder/controller-manager"
  launch "$folder" "$(program "$bin" kube-scheduler)" --kubeconfig "$folder/kubeconfig" \
    --leader-elect=false --bind-address 127.0.0.1 --secure-port "${ports[4]}" \
    --cert-dir "$folder/scheduler"
  cat "$stages"/*.yaml >"$folder/stages.yaml"
  launch "$folder" "$bin/kwok" --kubeconfig "$folder/kubeconfig" --manage-all-nodes \
    --config "$folder/stages.yaml"
  "${kubectl[@]}" create -f - >/dev/null <<'YAML'
apiVersion: v1
kind: Node
metadata:
  name: played-by-kwok
  annotations: {kwok.x-k8s.io/node: fake}
  labels: {kubernetes.io/os: linux, kubernetes.io/arch: amd64}
YAML
  await "$folder" "a ready node" "${kubectl[@]}" wait --for=condition=Ready --timeout=1s node/played-by-kwok &&
    # Pods need it, and the controller-manager makes it a moment later.
    await "$folder" "the default service account" "${kubectl[@]}" get serviceaccount default
}

# stop_control_plane FOLDER: ends what start_control_plane started and nothing else.
stop_control_plane() {
  local folder=$1 pid program signal
  for signal in TERM KILL; do
    while read -r pid program; do
      if is_running "$pid" "$program"; then kill "-$signal" "$pid" 2>/dev/null || true; fi
    done <"$folder/pids"
    for _ in $(seq 50); do
      any_running "$folder" || return 0
      sleep 0.1
    done
  done
  say "some programs do not end; see $folder/pids"
  return 1
}

any_running() {
  local pid program
  while read -r pid program; do
    if is_running "$pid" "$program"; then return 0; fi
  done <"$1/pids"
  return 1
}
