#!/usr/bin/env bash
# Measures the plugin against bare helm: what the packaged binary costs, which is built first (see packaging/); a
# chart out of large repositories, on a real nginx; an edit of large kubeconfigs; start-up, install and uninstall,
# and looks at a cluster of many pods, on a throwaway control plane; peak memory of each. Prints medians and
# ratios; asserts nothing. Ratios of one run are worth quoting, single times are not.
#
#   scripts/bench.sh [--rounds N] [--helm VERSION]...   (default: 9 rounds, 3.17.3 and 4.3.1)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"

rounds=9
versions=()
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=${2:?--rounds needs a number} && shift ;;
    --helm) versions+=("${2:?--helm needs a version}") && shift ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown argument $1; see scripts/bench.sh --help" ;;
  esac
  shift
done
[ "${#versions[@]}" -gt 0 ] || versions=(3.17.3 4.3.1)

readonly cluster=bench-$$
trap '"$root/scripts/cluster.sh" down --name "$cluster"' EXIT

need_packages "${build_packages[@]}" "${cluster_packages[@]}" nginx-light python3-yaml time
"$root/scripts/install.sh" --rebuild
mapfile -t helms < <("$root/tests/cluster/helms.sh" "${versions[@]}")
/usr/bin/python3 "$root/tests/bench/start.py" --packaged "$("$root/packaging/binary.sh" linux-amd64)" \
  --compiled "$root/bin/helm-telepresence" --rounds "$rounds" "${helms[@]/#/--helm=}"
/usr/bin/python3 "$root/tests/bench/repository.py" --plugin "$root" --rounds "$rounds" \
  "${helms[@]/#/--helm=}"
/usr/bin/python3 "$root/tests/bench/kubeconfig.py" --rounds "$rounds" \
  --binary "$root/bin/helm-telepresence" --kubectl "$(dirname "$("$root/tests/cluster/helms.sh" 4.1.4)")/kubectl"
kubeconfig=$("$root/scripts/cluster.sh" up --name "$cluster")
/usr/bin/python3 "$root/tests/bench/bench.py" --plugin "$root" --kubeconfig "$kubeconfig" \
  --kubectl "$("$root/scripts/cluster.sh" kubectl)" --rounds "$rounds" "${helms[@]/#/--helm=}"
