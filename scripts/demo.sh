#!/usr/bin/env bash
# Shows the plugin at work on this machine: installs what is missing, gets a helm if
# there is none, starts a throwaway control plane, installs the plugin into a helm
# configuration of its own, and installs, shows and uninstalls a Traffic Manager.
#
#   scripts/demo.sh
#
# Your clusters, your kubeconfig and your helm's configuration are not touched; what is
# left afterwards is bin/ and build/ here, and what was built in ~/.cache.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"

take_no_arguments "$@"

readonly cluster=demo-$$
home=$(mktemp -d)

clean_up() {
  # A cluster of the user's own, that TELEPRESENCE_TEST_KUBECONFIG may name, is not used here.
  TELEPRESENCE_TEST_KUBECONFIG='' "$root/scripts/cluster.sh" down --name "$cluster"
  rm -rf "$home"
}
trap clean_up EXIT

# A helm on PATH that the plugin supports, else one that is fetched or built.
find_helm() {
  local version
  if version=$(helm version --template '{{.Version}}' 2>/dev/null) &&
    [ "$(printf '%s\n' v3.17 "$version" | sort -V | head -n 1)" = v3.17 ]; then
    command -v helm
    return
  fi
  if command -v npm >/dev/null; then
    "$root/tests/cluster/helms.sh" 4.1.4
  else
    "$root/tests/cluster/helms.sh" 4.3.1
  fi
}

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\e[1m' plain=$'\e[0m'
fi

step() {
  printf '\n%s$ %s%s\n' "$bold" "$*" "$plain"
  "$@"
}

need_packages "${build_packages[@]}" "${cluster_packages[@]}"
helm=$(find_helm)
say "helm: $helm ($("$helm" version --template '{{.Version}}'))"
say "starting the control plane, and building the plugin meanwhile (the first time both take about 10 minutes) ..."
"$root/scripts/install.sh" >"$home/install.log" 2>&1 &
plugin=$!
KUBECONFIG=$(TELEPRESENCE_TEST_KUBECONFIG='' "$root/scripts/cluster.sh" up --name "$cluster")
export KUBECONFIG
wait "$plugin" || die "the plugin cannot be built: $(tail -n 1 "$home/install.log")"

# Nothing of the user's own configuration: it may point to another cluster.
for variable in $(compgen -v HELM_) $(compgen -v TELEPRESENCE_); do unset "$variable"; done
export HELM_DATA_HOME=$home/data HELM_CONFIG_HOME=$home/config HELM_CACHE_HOME=$home/cache
# A demonstration asks no server outside of this machine.
export HELM_TELEPRESENCE_OFFLINE=1
mkdir "$home/bin"
ln -s "$helm" "$home/bin/helm"
export PATH=$home/bin:$PATH

step helm plugin install "$root"
step helm telepresence version --client
step helm telepresence install
step helm telepresence status
step helm telepresence uninstall
printf '\nDone. To do the same on your cluster:\n\n  helm plugin install %s\n  helm telepresence install\n' "$root"
