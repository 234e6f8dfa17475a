#!/usr/bin/env bash
# Prints the path of the clang-tidy that this project goes by, which it gets from PyPI once and keeps
# outside the repository: unlike Debian's it passes over what the standard library declares, and so
# needs less than half the time.
set -euo pipefail

# shellcheck source=tests/cluster/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../tests/cluster/lib.sh"

readonly clang_tidy_version=23.1.4

get_clang_tidy() {
  say "getting clang-tidy $clang_tidy_version once ..."
  python3 -m venv "$1/venv"
  "$1/venv/bin/pip" install --quiet --target "$1" "clang-tidy==$clang_tidy_version"
  rm -rf "$1/venv"
}

folder=$(cache_dir)/clang-tidy-$clang_tidy_version
make_once "$folder" get_clang_tidy
program=$folder/clang_tidy/data/bin/clang-tidy
[ -x "$program" ] || die "the clang-tidy of PyPI did not bring $program"
printf '%s\n' "$program"
