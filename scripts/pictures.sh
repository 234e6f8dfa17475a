#!/usr/bin/env bash
# Makes the pictures of the README, docs/pictures/*.svg, from a real run: starts a throwaway control
# plane, and there a Traffic Manager whose image comes late. The same is drawn each time: see
# scripts/pictures.py.
#
#   scripts/pictures.sh
#
# Your clusters, your kubeconfig and your helm's configuration are not touched.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"

take_no_arguments "$@"

# A cluster of the user's own, that this may name, is not used here.
unset TELEPRESENCE_TEST_KUBECONFIG
readonly cluster=pictures-$$
clean_up() { "$root/scripts/cluster.sh" down --name "$cluster"; }
trap clean_up EXIT

need_packages "${build_packages[@]}" "${cluster_packages[@]}" "${picture_packages[@]}"
"$root/scripts/install.sh" --rebuild >&2
helm=$("$root/tests/cluster/helms.sh" 4.3.1)
kubeconfig=$("$root/scripts/cluster.sh" up --name "$cluster")
kubectl=$("$root/scripts/cluster.sh" kubectl)
/usr/bin/python3 "$root/scripts/pictures.py" "$helm" "$kubectl" "$kubeconfig"
