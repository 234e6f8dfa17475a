#!/usr/bin/env bash
# Builds the programs of the tests' control plane (etcd, the Kubernetes
# control plane, kubectl, kwok) once and keeps them outside the repository.
#
#   tests/cluster/binaries.sh      prints the folder that holds them
#
# The folder's name carries a hash of what it was built from, so a change of a
# version builds anew and an old checkout finds its own.
set -euo pipefail

# shellcheck source=tests/cluster/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly kwok_version=v0.8.0
readonly module=$cluster_tests/controlplane

# build FOLDER
build() {
  local go tool tools name
  go=$(find_go)
  export CGO_ENABLED=0 GOBIN=$1
  say "building the control plane once (about 7 minutes on 2 cores) ..."
  tools=$("$go" list -C "$module" tool)
  for tool in $tools; do
    name=${tool##*/}
    # Etcd is called by the version of its module.
    [ "$name" != v3 ] || name=etcd
    build_program "$name" "$go" build -C "$module" -trimpath -ldflags='-s -w' -o "$1/$name" "$tool"
  done
  # kwok's requirements do not fit those of the module above.
  build_program kwok "$go" install -trimpath -ldflags='-s -w' "sigs.k8s.io/kwok/cmd/kwok@$kwok_version"
}

take_no_arguments "$@"
key=$({
  cat "$module/go.mod" "$module/go.sum"
  echo "kwok $kwok_version"
} | sha256)
bin=$(cache_dir)/controlplane-$key
make_once "$bin" build
printf '%s\n' "$bin"
