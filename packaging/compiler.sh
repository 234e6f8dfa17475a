#!/usr/bin/env bash
# Gets the compiler of packaged binaries, packaging/compiler.txt, once. Prints the folder of its
# programs: package-cc, package-c++, package-ar, package-ranlib.
set -euo pipefail

# shellcheck source=packaging/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

take_no_arguments "$@"

readonly list=$packaging/compiler.txt

# get FOLDER
get() {
  local name
  say "getting the compiler once ..."
  need_packages python3-venv
  python3 -m venv "$1/venv"
  "$1/venv/bin/pip" install --quiet --no-deps --require-hashes --target "$1/python" -r "$list"
  rm -rf "$1/venv"
  mkdir "$1/bin"
  for name in cc c++ ar ranlib; do
    # shellcheck disable=SC2016 # for the shell that runs it
    printf '#!/bin/sh\nexec "${0%%/*}/../python/ziglang/zig" %s "$@"\n' "$name" >"$1/bin/package-$name"
    chmod 755 "$1/bin/package-$name"
  done
}

folder=$(cache_dir)/compiler-$(sha256 <"$list")
make_once "$folder" get
printf '%s\n' "$folder/bin"
