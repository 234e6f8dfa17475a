#!/usr/bin/env bash
# Everything that has to pass, from a bare Debian machine on: installs what is missing,
# builds, and runs all tests. CI runs this and nothing else.
#
#   scripts/test.sh          all of it
#   scripts/test.sh --fast   without the end-to-end tests, which need a control plane
#
# What is slow to get (the control plane, the helms) is kept in ~/.cache, outside the
# repository. Each part prints its time.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"
cd "$root"

case ${1:-} in
  '') fast=false ;;
  --fast) fast=true ;;
  -h | --help) sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p}' "${BASH_SOURCE[0]}" && exit 0 ;;
  *) die "unknown argument $1; see scripts/test.sh --help" ;;
esac

install_packages() {
  need_packages "${build_packages[@]}" "${cluster_packages[@]}" "${test_packages[@]}" && need_npm
}

# The oldest Helm 3 and the newest Helm 4 take the whole of the end-to-end tests (what no
# helm does another way than the others, only the newest), the other two the main line.
readonly oldest=3.17.3 newest=4.3.1 main_line=(3.22.0 4.1.4)
# The Helm 4 of what needs no control plane: --fast builds none from source.
helm4=$newest
! $fast || helm4=4.1.4
readonly helm4

helm_of() { "$root/tests/cluster/helms.sh" "$1"; }

get_helms() {
  if $fast; then
    tests/cluster/helms.sh "$oldest" 4.1.4
  else
    tests/cluster/helms.sh "$oldest" "$newest" "${main_line[@]}"
  fi
}

build() {
  local log=$root/build/$1.log
  mkdir -p "$root/build"
  if { cmake --preset "$1" -DTELEPRESENCE_WARNINGS_AS_ERRORS=ON && cmake --build --preset "$1"; } \
    >"$log" 2>&1; then
    return
  fi
  tail -n 40 "$log"
  return 1
}

# As helm runs it after `helm plugin install`; it builds the release preset.
install_binary() { scripts/install.sh --rebuild; }

# unit and component, under the address and undefined-behaviour sanitizers.
run_unit() { ctest --preset asan -R unit; }

run_component() {
  local helm kubectl
  kubectl=$(dirname "$(helm_of 4.1.4)")/kubectl
  for helm in "$(helm_of "$oldest")" "$(helm_of 4.1.4)"; do
    TELEPRESENCE_TEST_HELM=$helm TELEPRESENCE_TEST_KUBECTL=$kubectl ctest --preset asan -R component ||
      return
  done
}

pytest() { /usr/bin/python3 -m pytest -q -p no:cacheprovider "$@"; }

run_cli() {
  local version
  pytest tests/cli tests/install_test.py || return
  for version in "$oldest" 4.1.4; do
    TELEPRESENCE_TEST_HELM=$(helm_of "$version") pytest tests/completion_test.py || return
  done
}

# Charts from a repository, on a real nginx; what helm itself takes part in, with the other
# major too.
run_repository() {
  TELEPRESENCE_TEST_HELM=$(helm_of "$helm4") pytest -n 2 tests/repository || return
  TELEPRESENCE_TEST_HELM=$(helm_of "$oldest") pytest -n 2 \
    tests/repository/test_{registry,signatures}.py
}

# Editing kubeconfigs, beside the real kubectl.
run_kubeconfig() {
  TELEPRESENCE_TEST_KUBECTL=$(dirname "$(helm_of 4.1.4)")/kubectl pytest -n 2 tests/kubeconfig
}

# What is written as YAML, read by PyYAML and both majors of helm.
run_yaml() {
  local version
  for version in "$oldest" "$helm4"; do
    TELEPRESENCE_YAML_WRITE=$root/build/asan/tests/yaml_write \
      TELEPRESENCE_TEST_HELM=$(helm_of "$version") pytest tests/yaml || return
  done
}

# The editor of kubeconfigs and the reader of documents, with texts that nobody thought of.
run_fuzz() { scripts/fuzz.sh 20; }

# The chart, without a cluster. Making certificates takes the time, so both cores are used.
run_chart() {
  tests/chart/unit.sh || return
  pytest -n 2 tests/chart --helm "$(helm_of "$oldest")" --helm "$(helm_of "$helm4")"
}

# e2e VERSION MARKS: those of the tests that MARKS (of pytest) selects, on a control plane
# of its own.
e2e() {
  local version=$1 marks=$2 status=0
  local name=e2e-${version//./-}-$$ kubeconfig
  kubeconfig=$(scripts/cluster.sh up --name "$name") || return
  pytest tests/e2e --helm "$(helm_of "$version")" --kubeconfig "$kubeconfig" \
    --kubectl "$(scripts/cluster.sh kubectl)" --plugin "$root" -m "$marks" || status=$?
  scripts/cluster.sh down --name "$name" || status=1
  return $status
}

# e2e_pair VERSION MARKS VERSION MARKS: two helms at a time, each on its own control plane:
# the tests mostly wait.
e2e_pair() {
  local status=0 log=$root/build/e2e-$3.log pid
  if [ -n "${TELEPRESENCE_TEST_KUBECONFIG:-}" ]; then
    e2e "$1" "$2" && e2e "$3" "$4"
    return
  fi
  e2e "$3" "$4" >"$log" 2>&1 &
  pid=$!
  echo "-- Helm $1"
  e2e "$1" "$2" || status=$?
  wait "$pid" || status=$?
  echo "-- Helm $3"
  cat "$log"
  return $status
}

# Also when a part failed or Ctrl-C came.
stop_clusters() {
  local version
  for version in "$oldest" "$newest" "${main_line[@]}"; do
    scripts/cluster.sh down --name "e2e-${version//./-}-$$"
  done
}
trap stop_clusters EXIT

began=$SECONDS
part "packages" install_packages
part "helms" get_helms
part "lint" scripts/lint.sh
part "build for the tests" build asan
part "build for users (scripts/install.sh)" install_binary
part "unit tests" run_unit
part "component tests" run_component
part "command line tests" run_cli
part "charts from a repository" run_repository
part "kubeconfigs" run_kubeconfig
part "YAML that is written" run_yaml
part "YAML nobody thought of" run_fuzz
part "chart" run_chart
if ! $fast; then
  part "control plane" tests/cluster/binaries.sh
  part "end-to-end tests, Helm $oldest and $newest" e2e_pair "$oldest" "not once" "$newest" ""
  part "main line, Helm ${main_line[*]}" e2e_pair "${main_line[0]}" main_line "${main_line[1]}" main_line
fi
printf '\nAll passed in %d s\n' $((SECONDS - began))
