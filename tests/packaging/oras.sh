#!/usr/bin/env bash
# Gets the program that people push plugins to a registry with, which helm has no command for, once; keeps
# it outside the repository. Prints its path.
set -euo pipefail

# shellcheck source=tests/cluster/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../cluster/lib.sh"

take_no_arguments "$@"

readonly oras_version=1.2.3

# build FOLDER
build() {
  local go
  say "getting oras $oras_version once ..."
  go=$(find_go)
  CGO_ENABLED=0 GOBIN=$1 build_program oras "$go" install -trimpath -ldflags='-s -w' "oras.land/oras/cmd/oras@v$oras_version"
}

folder=$(cache_dir)/oras-$oras_version
make_once "$folder" build
printf '%s\n' "$folder/oras"
