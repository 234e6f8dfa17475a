#!/usr/bin/env bash
# Everything that has to pass, from a bare Debian machine on: installs what is missing,
# builds, and runs all tests. CI runs this and nothing else.
#
#   scripts/test.sh                     all of it
#   scripts/test.sh --fast              without the end-to-end tests, which need a control plane
#   scripts/test.sh PART... [-k NAME]   only these parts, and of them only the tests with NAME in
#                                       their names (ctest's -R, pytest's -k)
#   scripts/test.sh --list              which parts there are
#
# A part that is run alone sees to it that what it needs is there: packages, helms, an up-to-date
# build, a control plane. What is slow to get (the control plane, the helms) is kept in ~/.cache,
# outside the repository. Each part prints its time.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"
cd "$root"

# NAME WHEN TITLE, in the order in which they run. WHEN: `fast` always, `slow` not with --fast,
# `extra` only when asked for by name. NAME is done by run_NAME.
readonly parts='
packages    fast   packages
helms       fast   helms
build       fast   build for the tests
install     fast   build for users (scripts/install.sh)
lint        fast   lint
unit        fast   unit tests
component   fast   component tests
cli         fast   command line tests
repository  fast   charts from a repository
kubeconfig  fast   kubeconfigs
yaml        fast   YAML that is written
fuzz        fast   texts nobody thought of
chart       fast   chart
packaging   fast   archives, hooks and releases
binary      extra  the binary of an archive
cluster     slow   control plane
e2e         slow   end-to-end tests, Helm 3.17.3 and 4.3.1
main-line   slow   main line, Helm 3.22.0, 4.1.4 and 4.2.1
platforms   slow   programs for macOS
arm64       extra  unit tests of the binary for linux-arm64, under qemu
coverage    extra  lines of src/ that the unit, component and command line tests run
tsan        extra  component tests under the thread sanitizer
'
# Those with tests that have names.
readonly with_names='unit component cli repository kubeconfig yaml chart packaging binary e2e main-line tsan'

# names WHEN...: of the parts that run then.
names() { awk -v when=" $* " 'NF && index(when, " " $2 " ") { print $1 }' <<<"$parts"; }
list() {
  sed -n -e 's/ \(fast\|slow\) / /p' -e 's/ extra \(.*\)/  \1 (only when asked for)/p' <<<"$parts"
}
title_of() { awk -v name="$1" '$1 == name { $1 = $2 = ""; print substr($0, 3) }' <<<"$parts"; }

fast=false
wanted=()
name=
while [ $# -gt 0 ]; do
  case $1 in
    --fast) fast=true ;;
    -k) name=${2:?-k needs the name of a test} && shift ;;
    --list) list && exit 0 ;;
    -h | --help) usage && exit 0 ;;
    -*) die "unknown argument $1; see scripts/test.sh --help" ;;
    *)
      [ -n "$(title_of "$1")" ] || die "unknown part $1; known: $(names fast slow extra | xargs)"
      wanted+=("$1")
      ;;
  esac
  shift
done
if [ -n "$name" ]; then
  [ "${#wanted[@]}" -gt 0 ] || die "-k needs a part; those with names: $with_names"
  for each in "${wanted[@]}"; do
    [[ " $with_names " == *" $each "* ]] || die "-k: the tests of $each have no names; those of $with_names do"
  done
fi
readonly name fast

# helm, kubectl and the API server, started hundreds of times, are a fifth cheaper when Go frees memory
# less eagerly.
export GOGC=${GOGC:-400}

# What the test runs say.
results=$(mktemp -d)
readonly results

# The oldest Helm 3 and the newest Helm 4 take the whole of the end-to-end tests (what no helm does
# another way than the others is shared out between them), the others the main line.
readonly oldest=3.17.3 newest=4.3.1 main_line=(3.22.0 4.1.4 4.2.1)
# The Helm 4 of what needs no control plane: --fast builds none from source.
helm4=$newest
! $fast || helm4=4.1.4
readonly helm4

helm_of() { "$root/tests/cluster/helms.sh" "$1"; }

# once COMMAND...: unless it has succeeded before in this run. For what several parts need.
declare -A done_before=()
once() {
  [ -z "${done_before[$*]:-}" ] || return 0
  "$@" && done_before[$*]=yes
}

run_packages() {
  once need_packages "${build_packages[@]}" "${cluster_packages[@]}" "${test_packages[@]}" && need_npm
}

run_helms() {
  if $fast; then
    tests/cluster/helms.sh "$oldest" 4.1.4
  else
    tests/cluster/helms.sh "$oldest" "$newest" "${main_line[@]}"
  fi
}

# The program tells which flags the documents have to have.
run_lint() { need_binary && scripts/lint.sh; }

# build PRESET [TARGET]
build() {
  local log=$root/build/$1.log
  mkdir -p "$root/build"
  if { cmake --preset "$1" -DTELEPRESENCE_WARNINGS_AS_ERRORS=ON && cmake --build --preset "$1" ${2:+--target "$2"}; } \
    >"$log" 2>&1; then
    return
  fi
  tail -n 40 "$log"
  return 1
}

run_build() { once build asan; }

# As helm runs it after `helm plugin install`; it builds the release preset.
install_binary() { scripts/install.sh --rebuild; }
run_install() { once install_binary; }
# What the Python tests run.
need_binary() { [ -n "${TELEPRESENCE_BINARY:-}" ] || once install_binary >&2; }

# recorded COMMAND...: what it says is kept too, for the count at the end.
recorded() { "$@" | tee "$(mktemp "$results/XXXXXXXX")"; }

# catch_tests PRESET NAME: all tests of build/PRESET/tests/NAME_tests in one process, which is much
# faster under a sanitizer; with -k a process for each.
catch_tests() {
  if [ -n "$name" ]; then
    recorded ctest --preset "$1" -L "^$2\$" -R "$name" --no-tests=ignore
  else
    recorded ctest --test-dir "build/$1" -R "^$2\$" -V --no-tests=error
  fi
}

pytest() {
  local status=0 color=auto
  # It would not see the terminal behind the pipe.
  [ ! -t 1 ] || color=yes
  recorded /usr/bin/python3 -m pytest -q -p no:cacheprovider --color=$color ${name:+-k "$name"} "$@" ||
    status=$?
  # 5: none has the name. Whether any part has one is told at the end.
  [ -z "$name" ] || [ "$status" != 5 ] || status=0
  return $status
}

# unit and component, under the address and undefined-behaviour sanitizers.
run_unit() { once build asan unit_tests && catch_tests asan unit; }

# component_tests PRESET VERSION...: with these helms, one after the other.
component_tests() {
  local preset=$1 version helm
  shift
  TELEPRESENCE_TEST_KUBECTL=$(dirname "$(helm_of 4.1.4)")/kubectl
  export TELEPRESENCE_TEST_KUBECTL
  for version in "$@"; do
    helm=$(helm_of "$version") || return
    TELEPRESENCE_TEST_HELM=$helm catch_tests "$preset" component || return
  done
}

run_component() { once build asan component_tests && component_tests asan "$oldest" 4.1.4; }

run_tsan() { once build tsan component_tests && component_tests tsan "$oldest" 4.1.4; }

run_cli() {
  local version
  need_binary || return
  pytest -n 2 tests/cli tests/hints.py tests/install_test.py tests/docs_test.py || return
  for version in "$oldest" 4.1.4; do
    TELEPRESENCE_TEST_HELM=$(helm_of "$version") pytest tests/completion_test.py || return
  done
}

# Charts from a repository, on a real nginx; what helm itself takes part in, with the other
# major too.
run_repository() {
  need_binary || return
  TELEPRESENCE_TEST_HELM=$(helm_of "$helm4") pytest -n 2 tests/repository || return
  TELEPRESENCE_TEST_HELM=$(helm_of "$oldest") pytest -n 2 \
    tests/repository/test_{registry,signatures}.py
}

# Editing kubeconfigs, beside the real kubectl.
run_kubeconfig() {
  need_binary || return
  TELEPRESENCE_TEST_KUBECTL=$(dirname "$(helm_of 4.1.4)")/kubectl pytest -n 2 tests/kubeconfig
}

# What is written as YAML, read by PyYAML and both majors of helm.
run_yaml() {
  local version
  run_build || return
  for version in "$oldest" "$helm4"; do
    TELEPRESENCE_YAML_WRITE=$root/build/asan/tests/yaml_write \
      TELEPRESENCE_TEST_HELM=$(helm_of "$version") pytest tests/yaml || return
  done
}

# What reads bytes of others, with texts that nobody thought of: always the same ones, so that a change that broke nothing is not refused for what was there before.
run_fuzz() { scripts/fuzz.sh 20 1; }

# The chart, without a cluster. Making certificates takes the time, so both cores are used.
run_chart() {
  # helm-unittest cannot choose by name.
  [ -n "$name" ] || tests/chart/unit.sh || return
  pytest -n 2 tests/chart --helm "$(helm_of "$oldest")" --helm "$(helm_of "$helm4")"
}

# Which lines ran, as gcov counts them: the figure, and build/coverage/lines.txt for each file.
run_coverage() {
  local folder=$root/build/coverage
  need_packages gcovr && once build coverage || return
  # Of an earlier run.
  find "$folder" -name '*.gcda' -delete
  catch_tests coverage unit && component_tests coverage 4.1.4 &&
    TELEPRESENCE_BINARY=$folder/src/helm-telepresence pytest -n 2 tests/cli || return
  gcovr --root "$root" --filter src/ --exclude-throw-branches --print-summary \
    --output "$folder/lines.txt" "$folder"
}

# What people install, with every helm that there is.
run_packaging() {
  local helms=("$oldest" 4.1.4) version options=()
  need_binary && need_packages wget || return
  $fast || helms=("$oldest" "${main_line[@]}" "$newest")
  for version in "${helms[@]}"; do options+=(--helm "$(helm_of "$version")"); done
  pytest -n 2 --ignore tests/packaging/test_binary.py tests/packaging "${options[@]}"
}

# The whole binary, as packaging/ builds it. A minute where the libraries are kept, else some ten.
run_binary() { pytest tests/packaging/test_binary.py --helm "$(helm_of "$helm4")"; }

# They do not run here; that they can be built. Ten minutes more where the libraries are not kept.
run_platforms() { packaging/binary.sh darwin-amd64 && packaging/binary.sh darwin-arm64; }

run_arm64() { packaging/unit_tests.sh linux-arm64; }

run_cluster() { tests/cluster/binaries.sh; }

# e2e VERSION MARKS: those of the tests that MARKS (of pytest) selects, on a control plane
# of its own.
e2e() {
  local version=$1 marks=$2 status=0
  local cluster=e2e-${version//./-}-$$ kubeconfig
  kubeconfig=$(scripts/cluster.sh up --name "$cluster") || return
  pytest tests/e2e --durations=25 --helm "$(helm_of "$version")" --kubeconfig "$kubeconfig" \
    --kubectl "$(scripts/cluster.sh kubectl)" --plugin "$root" -m "$marks" || status=$?
  scripts/cluster.sh down --name "$cluster" || status=1
  return $status
}

# e2e_together VERSION MARKS...: these helms at the same time, each on a control plane of its own: the
# tests wait much. What they say comes one after the other. On a cluster that was given, one by one.
e2e_together() {
  local status=0 i helms=() marks=() pids=()
  while [ $# -gt 0 ]; do
    helms+=("$1") marks+=("$2")
    shift 2
  done
  once install_binary >&2 || return
  # One build of the control plane and of each helm, with what is told of it.
  tests/cluster/binaries.sh >/dev/null && tests/cluster/helms.sh "${helms[@]}" >/dev/null || return
  for i in "${!helms[@]}"; do
    e2e "${helms[i]}" "${marks[i]}" >"$root/build/e2e-${helms[i]}.log" 2>&1 &
    pids+=($!)
    [ -z "${TELEPRESENCE_TEST_KUBECONFIG:-}" ] || wait $! || true
  done
  for i in "${!helms[@]}"; do
    echo "-- Helm ${helms[i]}"
    wait "${pids[i]}" || status=$?
    cat "$root/build/e2e-${helms[i]}.log"
  done
  return $status
}

run_e2e() { e2e_together "$oldest" "not on_newest" "$newest" "not on_oldest"; }
run_main_line() {
  e2e_together "${main_line[0]}" main_line "${main_line[1]}" main_line "${main_line[2]}" main_line
}

# Also when a part failed or Ctrl-C came.
clean_up() {
  local version
  rm -rf "$results"
  for version in "$oldest" "$newest" "${main_line[@]}"; do
    scripts/cluster.sh down --name "e2e-${version//./-}-$$"
  done
}
trap clean_up EXIT

# Adds up what pytest's and ctest's last lines tell.
count_tests() {
  cat "$results"/* /dev/null | awk '
    match($0, /[0-9]+ passed/) && / in [0-9.]+s/ { passed += substr($0, RSTART) }
    match($0, /[0-9]+ skipped/) && / in [0-9.]+s/ { skipped += substr($0, RSTART) }
    /^100% tests passed/ { passed += $NF }
    # To ctest it was one test.
    /: All tests passed \(/ { passed += $(NF - 2) - 1 }
    END { print passed + 0, skipped + 0 }'
}

began=$SECONDS
if [ "${#wanted[@]}" -eq 0 ]; then
  mapfile -t wanted < <(names fast && ($fast || names slow))
else
  # Its own part in a full run; here only what is missing is told.
  run_packages
fi
for each in "${wanted[@]}"; do
  part "$(title_of "$each")" "run_${each//-/_}"
done
read -r passed skipped < <(count_tests)
[ -z "$name" ] || [ "$passed" -gt 0 ] || die "no test of ${wanted[*]} has $name in its name"
printf '\nAll passed: %d passed, %d skipped in %d s\n' "$passed" "$skipped" $((SECONDS - began))
