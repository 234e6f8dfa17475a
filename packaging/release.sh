#!/usr/bin/env bash
# Makes a release, in two steps; RELEASING.md has what is done between them.
#
#   packaging/release.sh --prepare URL [ARGUMENT...]   writes packaging/release.txt: the sha256 of the
#                                                      archives, which will be at URL
#   packaging/release.sh --key USER [ARGUMENT...]      from the commit with the tag vVERSION: the archives,
#                                                      signed by this key of gpg's, checksums.txt, the list
#                                                      of what is in them, and notes.md
#
# ARGUMENTs are for packaging/package.sh, which makes the archives.
set -euo pipefail

# shellcheck source=packaging/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

root=$(cd "$packaging/.." && pwd)
readonly root list=$packaging/release.txt
cd "$root"

check_tree() {
  local version=$1
  [[ $version != *-* ]] || die "plugin.yaml has version $version, which is between releases; see RELEASING.md"
  [ "$(release_time)" != 0 ] || die "CHANGELOG.md has no line '## $version (YYYY-MM-DD)'"
  [ -z "$(git status --porcelain)" ] || die "there are changes that are not committed; see git status"
}

# archives_in CHECKSUMS: the lines of those that scripts/install.sh fetches.
archives_in() { grep -e '\.tar\.gz$' "$1"; }

prepare() {
  local url=$1 made
  shift
  made=$("$packaging/package.sh" "$@")
  {
    grep '^#' "$list"
    printf 'url %s\n' "${url%/}"
    archives_in "$made/checksums.txt"
  } >"$list.new"
  mv "$list.new" "$list"
  say "written: packaging/release.txt; commit it, and tag that commit v$(plugin_version)"
}

# The part of CHANGELOG.md about a version.
notes_of() { awk -v version="$1" '$1 == "##" { is_it = $2 == version; next } is_it' CHANGELOG.md | sed '/./,$!d'; }

make_release() {
  local key=$1 version made
  shift
  version=$(plugin_version)
  git describe --exact-match --tags --match "v$version" HEAD >/dev/null 2>&1 ||
    die "this commit has no tag v$version"
  made=$("$packaging/package.sh" --key "$key" "$@")
  # Who installs from the tag fetches what that file promises.
  archives_in "$made/checksums.txt" | while read -r line; do
    grep -q -x -F "$line" "$list" ||
      die "packaging/release.txt promises another ${line#*  }: was it prepared from these sources?"
  done
  notes_of "$version" >"$made/notes.md"
  printf '%s\n' "$made"
}

case ${1:-} in
  -h | --help) usage && exit 0 ;;
  --prepare | --key) [ -n "${2:-}" ] || die "$1 needs a value; see packaging/release.sh --help" ;;
  *) die "give --prepare URL or --key USER; see packaging/release.sh --help" ;;
esac
step=$1 value=$2
shift 2
check_tree "$(plugin_version)"
case $step in
  --prepare) prepare "$value" "$@" ;;
  --key) make_release "$value" "$@" ;;
esac
