# What the scripts of packaging/ share. Sourced, never run.
# shellcheck shell=bash

# Without it a failure inside $(...) would be passed over.
shopt -s inherit_errexit

packaging=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib.sh
. "$packaging/../scripts/lib.sh"

# As archives are called, and as the compiler calls it.
readonly platforms='
linux-amd64  x86_64-linux-musl
'

# target_of PLATFORM: as the compiler calls it.
target_of() {
  local target
  target=$(awk -v name="$1" '$1 == name { print $2 }' <<<"$platforms")
  [ -n "$target" ] || die "unknown platform ${1:-''}; known: $(awk '{ print $1 }' <<<"$platforms" | xargs)"
  printf '%s\n' "$target"
}

# The lines of a list, without its comments.
lines_of() { grep -v '^#' "$1"; }
