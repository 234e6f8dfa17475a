#!/usr/bin/env bash
# Checks that need no run of the program but to print its table of flags: formatting, shell scripts,
# symbolic links, include directions, findings, what is generated, clang-tidy (with clang's own
# warnings; only of what has changed, see scripts/tidy.py).
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

# Completion and reference are what the program's own table of flags says.
check_generated() {
  local binary=${TELEPRESENCE_BINARY:-bin/helm-telepresence}
  [ -x "$binary" ] || scripts/install.sh --rebuild >/dev/null || return
  scripts/generate.py --check "$binary"
}

# What groff says of it goes to stderr, with status 0.
check_man_page() {
  local said
  said=$(groff -man -Tutf8 -K utf8 -ww -z man/man1/helm-telepresence.1 2>&1)
  [ -z "$said" ] || ! printf '%s\n' "$said"
}

part "formatting" check_format
part "shell scripts" shellcheck -x "${scripts[@]}"
part "symbolic links" check_links
part "include directions" /usr/bin/python3 -m pytest -q -p no:cacheprovider tests/layers_test.py
part "findings" /usr/bin/python3 -m pytest -q -p no:cacheprovider tests/findings_test.py
part "what is generated" check_generated
part "manual page" check_man_page
part "clang-tidy" scripts/tidy.py
