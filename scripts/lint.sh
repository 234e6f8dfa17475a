#!/usr/bin/env bash
# Checks that need no run of the program: formatting, shell scripts, include directions,
# clang-tidy (with clang's own warnings; only of what has changed, see scripts/tidy.py).
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

part "formatting" check_format
part "shell scripts" shellcheck -x "${scripts[@]}"
part "include directions" /usr/bin/python3 -m pytest -q -p no:cacheprovider tests/layers_test.py
part "clang-tidy" scripts/tidy.py
