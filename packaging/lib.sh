# What the scripts of packaging/ share. Sourced, never run.
# shellcheck shell=bash

# Without it a failure inside $(...) would be passed over.
shopt -s inherit_errexit

packaging=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib.sh
. "$packaging/../scripts/lib.sh"

# As archives are called, and as the compiler calls it.
readonly platforms='
linux-amd64   x86_64-linux-musl
linux-arm64   aarch64-linux-musl
darwin-amd64  x86_64-macos
darwin-arm64  aarch64-macos
'

names_of_platforms() { awk 'NF { print $1 }' <<<"$platforms"; }

# target_of PLATFORM: as the compiler calls it.
target_of() {
  local target
  target=$(awk -v name="$1" '$1 == name { print $2 }' <<<"$platforms")
  [ -n "$target" ] || die "unknown platform ${1:-''}; known: $(names_of_platforms | xargs)"
  printf '%s\n' "$target"
}

# The lines of a list, without its comments.
lines_of() { grep -v '^#' "$1"; }

# upstream_of VERSION: what its authors call Debian's version of a source, "1:1.2.13.dfsg-1".
upstream_of() {
  local upstream=${1#*:}
  upstream=${upstream%-*}
  printf '%s\n' "${upstream%%[+.]d*}"
}

# plugin_version: see docs/versions.md.
plugin_version() { sed -n 's/^version: *//p' "$packaging/../plugin.yaml"; }

# build_for PLATFORM NAME TARGET [DEFINITION...]: what CMake knows as TARGET, in build/NAME.
build_for() {
  local tree=${packaging%/*}
  local platform=$1 folder=$tree/build/$2 target=$3 compiler
  local -x TELEPRESENCE_LIBRARIES PATH=$PATH
  shift 3
  TELEPRESENCE_LIBRARIES=$("$packaging/libraries.sh" "$platform")
  compiler=$("$packaging/compiler.sh")
  PATH=$compiler:$PATH
  mkdir -p "$tree/build"
  say "building $target for $platform ..."
  { cmake -S "$tree" --preset "package-$platform" -B "$folder" "$@" &&
    cmake --build "$folder" --target "$target"; } >"$folder.log" 2>&1 || {
    tail -n 30 "$folder.log" >&2
    die "the build failed; see $folder.log"
  }
}

# The time that stands in what is packaged: the day of the release, by CHANGELOG.md, so that the same
# sources give the same bytes; of what is not released yet the beginning of time.
release_time() {
  local day
  day=$(awk -v version="$(plugin_version)" '$1 == "##" && $2 == version && $3 ~ /[0-9]/ { print substr($3, 2, 10) }' \
    "$packaging/../CHANGELOG.md")
  date --utc --date "${day:-1970-01-01}" +%s
}
