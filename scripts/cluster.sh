#!/usr/bin/env bash
# A throwaway Kubernetes control plane on loopback, for the tests and by hand: real
# etcd, API server, controller manager and scheduler; KWOK plays the kubelet, so pods
# become ready and Jobs complete, but no container runs. See tests/cluster/README.md.
#
#   scripts/cluster.sh up          start it; prints its kubeconfig
#   scripts/cluster.sh kubeconfig  print its kubeconfig
#   scripts/cluster.sh status      tell whether it runs
#   scripts/cluster.sh down        stop it and remove all it wrote
#   scripts/cluster.sh kubectl     print the kubectl that fits it
#
#   --name NAME   one of several control planes (default: default)
#
# TELEPRESENCE_TEST_KUBECONFIG names a cluster to use in its place: then nothing is started.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=tests/cluster/lib.sh
. "$root/tests/cluster/lib.sh"
# shellcheck source=tests/cluster/start.sh
. "$root/tests/cluster/start.sh"

usage() { sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p}' "${BASH_SOURCE[0]}"; }

name=default
action=
while [ $# -gt 0 ]; do
  case $1 in
    --name) name=${2:?--name needs a name} && shift ;;
    --name=*) name=${1#*=} ;;
    -h | --help) usage && exit 0 ;;
    up | down | kubeconfig | status | kubectl) action=$1 ;;
    *) die "unknown argument $1; see scripts/cluster.sh --help" ;;
  esac
  shift
done
[[ $name =~ ^[a-z0-9-]+$ ]] || die "--name $name: use small letters, digits and hyphens"
folder=$(cache_dir)/clusters/$name

is_up() { [ -f "$folder/ready" ] && [ -z "$(first_dead "$folder")" ]; }

up() {
  local bin
  if is_up; then
    say "control plane $name is up already"
    return
  fi
  bin=$("$root/tests/cluster/binaries.sh")
  # What a killed run left.
  down
  mkdir -p "$(dirname "$folder")"
  (umask 077 && mkdir "$folder")
  # A free port may be taken before it is used: another try gets others.
  for _ in 1 2 3; do
    if start_control_plane "$folder" "$bin" "$root/tests/cluster/stages"; then
      touch "$folder/ready"
      return
    fi
    stop_control_plane "$folder"
    say "trying again"
  done
  rm -rf "$folder"
  die "the control plane $name does not start"
}

down() {
  [ -d "$folder" ] || return 0
  [ ! -f "$folder/pids" ] || stop_control_plane "$folder"
  rm -rf "$folder"
}

if [ -n "${TELEPRESENCE_TEST_KUBECONFIG:-}" ] && [ "$action" != kubectl ]; then
  say "using the cluster of TELEPRESENCE_TEST_KUBECONFIG"
  [ "$action" = down ] || printf '%s\n' "$TELEPRESENCE_TEST_KUBECONFIG"
  exit 0
fi

case $action in
  up)
    up
    printf '%s\n' "$folder/kubeconfig"
    ;;
  down) down ;;
  kubeconfig)
    is_up || die "control plane $name is not up; run: scripts/cluster.sh up --name $name"
    printf '%s\n' "$folder/kubeconfig"
    ;;
  status)
    if is_up; then
      echo "control plane $name is up: $folder/kubeconfig"
    else
      echo "control plane $name is down"
      exit 1
    fi
    ;;
  kubectl) program "$("$root/tests/cluster/binaries.sh")" kubectl ;;
  *) usage && exit 1 ;;
esac
