# Starts a control plane in a folder, and stops it: keys and certificates, then one process
# after the other. Sourced by scripts/cluster.sh, after lib.sh.
# shellcheck shell=bash

readonly node=played-by-kwok

# A port of loopback that nobody listens on now. It is below those that the kernel hands out
# to clients, so that a connection made meanwhile cannot take it.
free_port() {
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 12000))
    # The connection is refused where nobody listens.
    if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf '%s\n' "$port"
      return
    fi
  done
  die "no free port found"
}

new_key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)

# make_certificate FOLDER NAME SUBJECT [EXTENSION]: signed by FOLDER/ca.
make_certificate() {
  local base=$1/$2
  openssl req "${new_key[@]}" -keyout "$base.key" -out "$base.csr" -subj "$3" &&
    openssl x509 -req -in "$base.csr" -CA "$1/ca.crt" -CAkey "$1/ca.key" -CAcreateserial \
      -out "$base.crt" -days 30 -extfile <(printf '%s\n' "${4:-basicConstraints=CA:FALSE}")
}

make_keys() {
  local folder=$1
  openssl req -x509 "${new_key[@]}" -keyout "$folder/ca.key" -out "$folder/ca.crt" \
    -days 30 -subj /CN=telepresence-test-ca &&
    make_certificate "$folder" server /CN=telepresence-test-server 'subjectAltName=IP:127.0.0.1,DNS:localhost' &&
    make_certificate "$folder" admin /O=system:masters/CN=admin &&
    # The API server wants this one in the older form, which ecparam writes.
    openssl ecparam -genkey -name prime256v1 -noout -out "$folder/service-account.key"
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

# launch FOLDER PROGRAM ARGUMENTS...: in the background, free of this terminal. Its process
# number and its program are kept, so that `down` ends no other. One of the arguments has to
# be a path below FOLDER.
launch() {
  local folder=$1 program name=${2##*/} fd pid
  program=$(readlink -f "$2")
  shift 2
  (
    # A caller's pipe that stayed open would keep the caller waiting; so would a lock.
    for fd in "/proc/$BASHPID/fd"/*; do
      fd=${fd##*/}
      [ "$fd" -le 2 ] || exec {fd}>&-
    done
    exec setsid "$program" "$@" </dev/null >"$folder/logs/$name.log" 2>&1
  ) &
  pid=$!
  printf '%s %s\n' "$pid" "$program" >>"$folder/pids"
  # Keeps bash from reporting its end.
  disown "$pid"
  # Until then it would pass for one that has ended.
  for _ in $(seq 100); do
    if is_running "$folder" "$pid" "$program" || ! kill -0 "$pid" 2>/dev/null; then return; fi
    sleep 0.01
  done
}

# is_running FOLDER PID PROGRAM: whether that process is still that program, and of this
# control plane: the number may have been given again, even to an etcd of another one.
is_running() {
  local now
  now=$(readlink "/proc/$2/exe" 2>/dev/null) || return 1
  # The kernel adds this when the file has been removed or replaced since.
  [ "${now% (deleted)}" = "$(readlink -m "$3")" ] && grep -qsF "$1/" "/proc/$2/cmdline"
}

# Prints the first program that has ended, if any has.
first_dead() {
  local pid program
  while read -r pid program; do
    is_running "$1" "$pid" "$program" || {
      basename "$program"
      return
    }
  done <"$1/pids"
}

any_running() {
  local pid program
  while read -r pid program; do
    if is_running "$1" "$pid" "$program"; then return 0; fi
  done <"$1/pids"
  return 1
}

# lost_a_port FOLDER: whether a port was taken between its choice and its use.
lost_a_port() { grep -qs 'address already in use' "$1"/logs/*.log; }

# show_logs WHAT LOG...: the end of each. etcd's lines are very long.
show_logs() {
  say "$1; the end of the log:"
  shift
  tail -n 5 "$@" | cut -c1-400 >&2
}

# await FOLDER WHAT COMMAND...: until the command succeeds, a program dies or 60 s pass.
await() {
  local folder=$1 what=$2 dead deadline=$((SECONDS + 60))
  shift 2
  until "$@" >/dev/null 2>&1; do
    dead=$(first_dead "$folder")
    if [ -n "$dead" ]; then
      lost_a_port "$folder" || show_logs "$dead has ended" "$folder/logs/$dead.log"
      return 1
    fi
    if [ "$SECONDS" -ge "$deadline" ]; then
      show_logs "waited 60 s for $what" "$folder"/logs/*.log
      return 1
    fi
    sleep 0.1
  done
}

# What the API server itself asks of pods and Services (webhooks, services/proxy) it asks through this
# socket. Where a test listens there, it can play the pods; where nobody does, they cannot be
# reached, at once, and no packet leaves the machine.
write_egress() {
  cat >"$1/egress.yaml" <<YAML
apiVersion: apiserver.k8s.io/v1beta1
kind: EgressSelectorConfiguration
egressSelections:
  - name: cluster
    connection:
      proxyProtocol: HTTPConnect
      transport: {uds: {udsName: $1/egress}}
YAML
}

# start_control_plane FOLDER STAGES: returns 1 when it does not work out, with the reason told
# unless a port was lost; whatever it started by then is for stop_control_plane to end.
start_control_plane() {
  local folder=$1 stages=$2 keys=$1/keys
  mkdir -p "$folder/logs" "$keys"
  : >"$folder/pids"
  make_keys "$keys" 2>"$folder/logs/openssl.log" || {
    show_logs "openssl failed" "$folder/logs/openssl.log"
    return 1
  }
  local client peer port
  client=https://127.0.0.1:$(free_port)
  peer=http://127.0.0.1:$(free_port)
  port=$(free_port)
  write_kubeconfig "$folder" "$port"
  write_egress "$folder"
  local kubectl
  kubectl=("$(program kubectl)" --kubeconfig "$folder/kubeconfig"
  --cache-dir "$folder/kubectl" --request-timeout 5s)

  # With the keys of this control plane alone: were the port lost to the etcd of another one,
  # the API server must not write there.
  launch "$folder" "$(program etcd)" --data-dir "$folder/etcd" --unsafe-no-fsync \
    --cert-file "$keys/server.crt" --key-file "$keys/server.key" \
    --trusted-ca-file "$keys/ca.crt" --client-cert-auth \
    --listen-client-urls "$client" --advertise-client-urls "$client" \
    --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer"
  launch "$folder" "$(program kube-apiserver)" --etcd-servers "$client" \
    --etcd-cafile "$keys/ca.crt" --etcd-certfile "$keys/admin.crt" --etcd-keyfile "$keys/admin.key" \
    --bind-address 127.0.0.1 --advertise-address 127.0.0.1 --secure-port "$port" \
    --egress-selector-config-file "$folder/egress.yaml" \
    --cert-dir "$folder/apiserver" --client-ca-file "$keys/ca.crt" \
    --tls-cert-file "$keys/server.crt" --tls-private-key-file "$keys/server.key" \
    --service-account-key-file "$keys/service-account.key" \
    --service-account-signing-key-file "$keys/service-account.key" \
    --service-account-issuer https://kubernetes.default.svc \
    --service-cluster-ip-range 10.96.0.0/16 --authorization-mode RBAC --endpoint-reconciler-type none \
    --event-ttl 5m
  await "$folder" "a ready API server" "${kubectl[@]}" get --raw /readyz || return 1
  # At the 20 requests a second that it allows itself, it would take 5 s to get going.
  launch "$folder" "$(program kube-controller-manager)" --kubeconfig "$folder/kubeconfig" \
    --service-account-private-key-file "$keys/service-account.key" --root-ca-file "$keys/ca.crt" \
    --use-service-account-credentials --leader-elect=false --allocate-node-cidrs=false \
    --kube-api-qps 1000 --kube-api-burst 1000 --secure-port 0
  launch "$folder" "$(program kube-scheduler)" --kubeconfig "$folder/kubeconfig" \
    --leader-elect=false --kube-api-qps 1000 --kube-api-burst 1000 --secure-port 0
  local file configs=()
  for file in "$stages"/*.yaml; do configs+=(--config "$file"); done
  launch "$folder" "$(program kwok)" --kubeconfig "$folder/kubeconfig" --manage-all-nodes "${configs[@]}"
  "${kubectl[@]}" create --raw /api/v1/nodes -f - >/dev/null <<JSON || return 1
{"apiVersion": "v1", "kind": "Node", "metadata": {
  "name": "$node",
  "annotations": {"kwok.x-k8s.io/node": "fake"},
  "labels": {"kubernetes.io/hostname": "$node", "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}}}
JSON
  await "$folder" "a ready node" "${kubectl[@]}" wait --for=condition=Ready --timeout=1s "node/$node" &&
    # Pods need it, and the controller-manager makes it a moment later.
    await "$folder" "the default service account" "${kubectl[@]}" get serviceaccount default
}

# stop_control_plane FOLDER: ends what start_control_plane started and nothing else.
stop_control_plane() {
  local folder=$1 pid program signal
  for signal in TERM KILL; do
    while read -r pid program; do
      if is_running "$folder" "$pid" "$program"; then kill "-$signal" "$pid" 2>/dev/null || true; fi
    done <"$folder/pids"
    for _ in $(seq 50); do
      any_running "$folder" || return 0
      sleep 0.1
    done
  done
  say "some programs do not end; see $folder/pids"
  return 1
}
