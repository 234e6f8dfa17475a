#!/usr/bin/env bash
# Prints the licenses of what a packaged binary has in it: of each library in packaging/sources.txt, and of
# what the compiler adds.
set -euo pipefail

# shellcheck source=packaging/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

take_no_arguments "$@"

# license NAME FILE
license() {
  printf '%s\n%s\n%s\n\n' "$(printf '=%.0s' {1..78})" "$1" "$(printf '=%.0s' {1..78})"
  cat "$2"
  printf '\n'
}

sources=$("$packaging/sources.sh")
compiler=$("$packaging/compiler.sh")
printf 'helm-telepresence has these libraries in it.\n\n'
while read -r name version _ _ file; do
  license "$name $(upstream_of "$version")" "$sources/$name/$file"
done < <(lines_of "$packaging/sources.txt")
for file in LICENSE lib/libcxx/LICENSE.TXT lib/libc/musl/COPYRIGHT; do
  name=$(basename "$(dirname "$file")")
  [ "$name" != . ] || name='zig compiler runtime'
  license "$name" "$(find "$compiler/../python" -path "*/ziglang*/$file" | head -n 1)"
done
