#!/usr/bin/env bash
# Tells which changes of the code no test would notice: changes lines of src/ one at a time, a
# comparison, a condition, a number, a statement left out, builds each, and runs the tests of that
# room until one fails. Not a part of scripts/test.sh: a change takes about half a minute.
#
#   scripts/mutate.sh [--seed N] [--count M] [--quick] [ROOM...]
#
#   --seed N     which lines and changes: the same ones for the same N and the same text; 1 without
#   --count M    how many changes that compile, spread over the rooms; 20 without
#   --quick      only the first of the room's suites, mostly the unit tests; what survives it is tried
#                with the others when the same command is run without --quick
#   --list       only shows the changes
#   --fresh      forgets what was noticed before
#   ROOM         a folder of src/; all without
#
# It works on a copy in build/mutants, so it may be stopped at any time. What was noticed is kept
# there, so the same command goes on where it was stopped, and later tries only what survived.
# Exits with 1 when something survived: a test is missing, or the change makes no difference.
# Needs Linux: a changed program might send a signal to all processes there are, so the tests run
# where they see no others (unshare), and, as root, can write to nothing but that copy and /tmp.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"
cd "$root"

for argument in "$@"; do
  case $argument in
    -h | --help) usage && exit 0 ;;
  esac
done
need_packages "${build_packages[@]}" "${test_packages[@]}"
helm=$(tests/cluster/helms.sh 4.1.4)
export TELEPRESENCE_TEST_HELM=$helm TELEPRESENCE_TEST_KUBECTL=${helm%/*}/kubectl
exec /usr/bin/python3 scripts/mutate.py "$@"
