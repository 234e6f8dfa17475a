#!/usr/bin/env bash
# Builds the unit tests for one platform as its packaged binary is built, and runs them; under qemu
# where this machine's processor is another.
#
#   packaging/unit_tests.sh PLATFORM   linux-amd64, linux-arm64
set -euo pipefail

# shellcheck source=packaging/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

case ${1:-} in
  '' | -h | --help) usage && exit 0 ;;
  linux-amd64) readonly emulator= ;;
  linux-arm64) readonly emulator=qemu-aarch64-static ;;
  *) die "the tests of $1 run on another system; known: linux-amd64 linux-arm64" ;;
esac
need_packages catch2 ${emulator:+qemu-user-static}

# Its headers alone: those beside them, and the archive that Debian has of it, are this machine's.
readonly root=${packaging%/*}
readonly catch=$root/build/catch2
mkdir -p "$catch/include" "$catch/lib/cmake"
cp -r /usr/include/catch2 "$catch/include/"
cp -r /usr/lib/cmake/Catch2 "$catch/lib/cmake/"
rm -f "$catch"/lib/cmake/Catch2/Catch2Targets-*.cmake

build_for "$1" "tests-$1" unit_tests -DTELEPRESENCE_TESTS=ON -DCatch2_DIR="$catch/lib/cmake/Catch2" \
  ${emulator:+-DCMAKE_CROSSCOMPILING_EMULATOR="$emulator"}
exec ${emulator:+"$emulator"} "$root/build/tests-$1/tests/unit_tests"
