#!/usr/bin/env bash
# Makes what is released: for each platform the archives that `helm plugin install` takes, with the
# program in them, their sha256, and what the program was made of. The same sources give the same bytes
# in any folder and on any machine; signatures alone have the time in them.
#
#   packaging/package.sh [--binary FILE] [--key USER] [--output FOLDER] [PLATFORM...]
#
#   --binary FILE    packages this program, for one platform, in place of building it
#   --key USER       signs each archive with this key of gpg's, as Helm checks it: ARCHIVE.prov
#   --output FOLDER  build/packages without
#   PLATFORM         linux-amd64, linux-arm64, darwin-amd64, darwin-arm64; all without
#
# FOLDER then has
#   telepresence-VERSION-PLATFORM.tar.gz  for `helm plugin install https://…`
#   telepresence-VERSION-PLATFORM.tgz     the same in a folder, as Helm 4 wants it of a local file and of
#                                         a registry
#   telepresence-VERSION.spdx.json        what is in the program, with licenses (SPDX 2.3)
#   checksums.txt                         the sha256 of each, as sha256sum reads it
set -euo pipefail

# shellcheck source=packaging/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

root=$(cd "$packaging/.." && pwd)
readonly root
binary=
key=
output=$root/build/packages
wanted=()
while [ $# -gt 0 ]; do
  case $1 in
    --binary | --key | --output)
      [ -n "${2:-}" ] || die "$1 needs a value; see packaging/package.sh --help"
      declare "${1#--}=$2"
      shift
      ;;
    -h | --help) usage && exit 0 ;;
    -*) die "unknown argument $1; see packaging/package.sh --help" ;;
    *)
      target_of "$1" >/dev/null
      wanted+=("$1")
      ;;
  esac
  shift
done
[ "${#wanted[@]}" -gt 0 ] || mapfile -t wanted < <(names_of_platforms)
[ -z "$binary" ] || [ "${#wanted[@]}" = 1 ] || die "--binary is a program for one platform; name it"
[ -z "$binary" ] || [ -f "$binary" ] || die "--binary $binary: no such file"
readonly binary key

version=$(plugin_version)
SOURCE_DATE_EPOCH=$(release_time)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
readonly version work
# The order of names is that of no language.
export SOURCE_DATE_EPOCH LC_ALL=C

# Only what helm and the program read. What a source tree is built with has no place here, and the hooks
# that build it neither.
stage() {
  local program=$1 folder=$2
  mkdir -p "$folder/bin"
  cp "$program" "$folder/bin/helm-telepresence"
  (cd "$root" && git ls-files -z LICENSE chart completion.yaml man plugin.complete probe | xargs -0 cp --parents -t "$folder")
  grep -v -e '^ *#' -e '^  install:' -e '^  update:' "$root/plugin.yaml" >"$folder/plugin.yaml"
  cp "$licenses" "$folder/THIRD-PARTY-LICENSES"
}

# archive FOLDER NAME ENTRY...: Helm 3 wants an entry for each folder, and none for the root.
archive() {
  local folder=$1 name=$2
  shift 2
  tar --directory "$folder" --create --format ustar --sort name --owner 0 --group 0 --numeric-owner \
    --mode u=rwX,go=rX --mtime "@$SOURCE_DATE_EPOCH" "$@" | gzip -9 -n >"$output/$name"
}

# What Helm checks an archive against: plugin.yaml, the name of the file and its sha256, signed. One
# that comes from a registry is called by its version alone.
sign() {
  local file names name sum
  for file in "$output"/telepresence-"$version"-*.t*gz; do
    sum=$(sha256sum <"$file" | cut -d' ' -f1)
    names=("${file##*/}")
    [[ $file != *.tgz ]] || names+=("telepresence-$version.tgz")
    {
      cat "$work/tree/telepresence/plugin.yaml"
      printf '\n...\nfiles:\n'
      for name in "${names[@]}"; do printf '  %s: sha256:%s\n' "$name" "$sum"; done
    } | gpg --quiet --batch --yes --local-user "$key" --digest-algo SHA512 --clearsign --output "$file.prov" ||
      die "gpg --local-user $key could not sign"
  done
}

# Of each library: Debian's name and version of it, its own version, its license.
list_libraries() {
  local name debian license
  while read -r name debian _ license _; do
    printf '%s %s %s %s\n' "$name" "$debian" "$(upstream_of "$debian")" "$license"
  done < <(lines_of "$packaging/sources.txt")
}

package() {
  local platform=$1 folder=$work/tree/telepresence program=$binary entries
  [ -n "$program" ] || program=$("$packaging/binary.sh" "$platform")
  rm -rf "$folder"
  stage "$program" "$folder"
  mapfile -t entries < <(cd "$folder" && printf '%s\n' *)
  archive "$folder" "telepresence-$version-$platform.tar.gz" "${entries[@]}"
  archive "$work/tree" "telepresence-$version-$platform.tgz" telepresence
}

mkdir -p "$output"
output=$(cd "$output" && pwd)
# Of an earlier run: what is signed and summed up is what was made now.
rm -f "$output/telepresence-$version"[.-]* "$output/checksums.txt"
licenses=$work/licenses
"$packaging/licenses.sh" >"$licenses"
for platform in "${wanted[@]}"; do package "$platform"; done
list_libraries | /usr/bin/python3 "$packaging/sbom.py" "$version" >"$output/telepresence-$version.spdx.json"
[ -z "$key" ] || sign
(cd "$output" && sha256sum "telepresence-$version"-*.t*gz "telepresence-$version.spdx.json" >checksums.txt)
printf '%s\n' "$output"
