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

name=default
action=
while [ $# -gt 0 ]; do
  case $1 in
    --name) name=${2-} && shift "$(($# > 1))" ;;
    --name=*) name=${1#*=} ;;
    -h | --help) usage && exit 0 ;;
    up | down | kubeconfig | status | kubectl)
      [ -z "$action" ] || die "one command at a time: $action or $1"
      action=$1
      ;;
    *) die "unknown argument $1; see scripts/cluster.sh --help" ;;
  esac
  shift
done
[[ $name =~ ^[a-z0-9-]+$ ]] || die "--name '$name': use small letters, digits and hyphens"

given=${TELEPRESENCE_TEST_KUBECONFIG:-}
clusters=$(cache_dir)/clusters
folder=$clusters/$name
kubeconfig=${given:-$folder/kubeconfig}

is_up() { [ -f "$folder/ready" ] && [ -z "$(first_dead "$folder")" ]; }

# One start or stop at a time, whatever the name: a start keeps the processors busy, so two
# beside each other would not be done sooner.
lock() {
  mkdir -p "$clusters"
  exec 9<"$clusters"
  flock -w 300 9 || die "another start or stop has taken more than 5 minutes"
}

up() {
  local program
  if [ -n "$given" ]; then
    say "using the cluster of TELEPRESENCE_TEST_KUBECONFIG"
    return
  fi
  for program in openssl flock setsid; do
    command -v "$program" >/dev/null || die "$program is missing; run: apt-get install openssl util-linux"
  done
  "$root/tests/cluster/binaries.sh" >/dev/null
  lock
  if is_up; then
    say "control plane $name is up already"
    return
  fi
  # What a killed run left.
  remove
  # Also when Ctrl-C comes.
  trap remove EXIT
  local try
  for try in 1 2 3; do
    (umask 077 && mkdir "$folder")
    if start_control_plane "$folder" "$root/tests/cluster/stages"; then
      touch "$folder/ready"
      trap - EXIT
      return
    fi
    if [ "$try" = 3 ] || ! lost_a_port "$folder"; then die "the control plane $name does not start"; fi
    say "a port was taken by another program: trying others"
    remove
  done
}

# Stops what runs and removes the folder.
remove() {
  [ ! -f "$folder/pids" ] || stop_control_plane "$folder"
  rm -rf "$folder"
}

down() {
  if [ -n "$given" ]; then
    say "the cluster of TELEPRESENCE_TEST_KUBECONFIG is left as it is"
    return
  fi
  [ -d "$folder" ] || return 0
  lock
  remove
}

status() {
  local dead
  if [ -n "$given" ]; then
    echo "using the cluster of TELEPRESENCE_TEST_KUBECONFIG: $given"
  elif is_up; then
    echo "control plane $name is up: $kubeconfig"
  elif [ ! -d "$folder" ]; then
    echo "control plane $name is down"
    return 1
  elif [ ! -f "$folder/ready" ]; then
    echo "control plane $name is being started, or its start was cut off"
    return 1
  else
    dead=$(first_dead "$folder")
    echo "control plane $name is broken: $dead has ended, see $folder/logs/$dead.log"
    return 1
  fi
}

case $action in
  up)
    up
    printf '%s\n' "$kubeconfig"
    ;;
  down) down ;;
  kubeconfig)
    [ -n "$given" ] || is_up || die "control plane $name is not up; run: scripts/cluster.sh up --name $name"
    printf '%s\n' "$kubeconfig"
    ;;
  status) status ;;
  kubectl) program kubectl ;;
  *) usage >&2 && exit 1 ;;
esac
