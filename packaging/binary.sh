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
target_of "$1" >/dev/null
build_for "$1" "package-$1" helm-telepresence
printf '%s\n' "${packaging%/*}/build/package-$1/src/helm-telepresence"
