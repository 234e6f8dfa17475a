#!/usr/bin/env bash
# Builds the binary that is packaged for one platform, in build/package-PLATFORM, with everything it
# needs linked in. Prints where it is.
#
#   packaging/binary.sh PLATFORM   linux-amd64, linux-arm64, darwin-amd64, darwin-arm64
set -euo pipefail

# shellcheck source=packaging/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

case ${1:-} in
  '' | -h | --help) usage && exit 0 ;;
esac
readonly preset=package-$1
target_of "$1" >/dev/null
TELEPRESENCE_LIBRARIES=$("$packaging/libraries.sh" "$1")
compiler=$("$packaging/compiler.sh")
export TELEPRESENCE_LIBRARIES PATH=$compiler:$PATH

cd "$packaging/.."
mkdir -p build
say "building helm-telepresence for $1 ..."
{ cmake --preset "$preset" && cmake --build build/"$preset"; } >"build/$preset.log" 2>&1 || {
  tail -n 30 "build/$preset.log" >&2
  die "the build failed; see build/$preset.log"
}
printf '%s\n' "$PWD/build/$preset/src/helm-telepresence"
