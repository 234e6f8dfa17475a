#!/usr/bin/env bash
# Checks that need no run of the program: formatting, shell scripts, symbolic links, include
# directions, clang-tidy (with clang's own warnings). A source file that passed clang-tidy is not
# looked at again until it, a header or the configuration changes.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"
cd "$root"

mapfile -t sources < <(git ls-files --cached --others --exclude-standard -- 'src/*.cpp' 'src/*.hpp' 'tests/*.cpp' 'tests/*.hpp')
mapfile -t scripts < <(git ls-files --cached --others --exclude-standard -- '*.sh' .ci/run plugin.complete)

check_format() {
  clang-format --dry-run --Werror "${sources[@]}" && shfmt -i 2 -ci -d "${scripts[@]}"
}

# Helm refuses a package of the plugin that holds a symbolic link.
check_links() {
  local file status=0
  while IFS= read -r -d '' file; do
    if [ -L "$file" ]; then
      printf 'a symbolic link: %s\n' "$file"
      status=1
    fi
  done < <(git ls-files --cached --others --exclude-standard -z)
  return $status
}

check_tidy() {
  local passed key file todo=()
  passed=${XDG_CACHE_HOME:-$HOME/.cache}/telepresence-helm-plugin/tidy
  mkdir -p "$passed"
  # The compile commands give clang-tidy the flags of the build.
  cmake --preset dev >/dev/null || return
  local common
  common=$({ cat .clang-tidy cmake/*.cmake && find src tests -name '*.hpp' -print0 | sort -z | xargs -0 cat; } | sha256sum)
  for file in "${sources[@]}"; do
    [[ $file == *.cpp ]] || continue
    key=$(printf '%s %s' "$common" "$(sha256sum "$file")" | sha256sum | cut -c1-32)
    [ -e "$passed/$key" ] || todo+=("$file $passed/$key")
  done
  [ "${#todo[@]}" -gt 0 ] || return 0
  # One file and its stamp a line; the stamp is written only after the file passed.
  # shellcheck disable=SC2016 # the inner bash is to expand them
  printf '%s\n' "${todo[@]}" | xargs -P "$(nproc)" -L 1 bash -c \
    'clang-tidy -p build/dev --quiet "$0" 2>/dev/null && touch "$1"'
}

part "formatting" check_format
part "shell scripts" shellcheck -x "${scripts[@]}"
part "symbolic links" check_links
part "include directions" /usr/bin/python3 -m pytest -q -p no:cacheprovider tests/layers_test.py
part "clang-tidy" check_tidy
