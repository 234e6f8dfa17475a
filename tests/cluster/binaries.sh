#!/usr/bin/env bash
# Builds the programs of the tests' control plane (etcd, the Kubernetes
# control plane, kubectl, kwok) once and keeps them outside the repository.
#
#   tests/cluster/binaries.sh      prints the folder that holds them
#
# The folder's name carries a hash of what it was built from, so a change of a
# version builds anew and an old checkout finds its own.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/cluster/lib.sh
. "$here/lib.sh"

readonly kwok_version=v0.8.0

key=$({
  cat "$here/controlplane/go.mod" "$here/controlplane/go.sum"
  echo "kwok $kwok_version"
} | sha256)
bin=$(cache_dir)/controlplane-$key

build() {
  local go staging
  go=$(find_go)
  staging=$(mktemp -d "$bin.XXXXXX")
  say "building the control plane once (about 7 minutes on 2 cores) ..."
  (cd "$here/controlplane" && CGO_ENABLED=0 "$go" build -trimpath -ldflags='-s -w' -o "$staging/" tool)
  # The module path of etcd's server ends in "server", and so does its program.
  mv "$staging/server" "$staging/etcd"
  CGO_ENABLED=0 GOBIN=$staging "$go" install -trimpath -ldflags='-s -w' "sigs.k8s.io/kwok/cmd/kwok@$kwok_version"
  publish_dir "$staging" "$bin"
}

[ -d "$bin" ] || with_lock "$bin.lock" build >&2

printf '%s\n' "$bin"
