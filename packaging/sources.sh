#!/usr/bin/env bash
# Gets the sources of the libraries in packaging/sources.txt from Debian's mirror that this machine
# uses, as apt checks them, with Debian's patches applied; once. Prints the folder that has a folder
# for each.
set -euo pipefail

# shellcheck source=packaging/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

take_no_arguments "$@"

readonly list=$packaging/sources.txt

# The machine's own lists of packages stay as they are: most have no sources in them.
use_lists_in() {
  local deb822=/etc/apt/sources.list.d/debian.sources lines=/etc/apt/sources.list
  mkdir -p "$1/lists/partial" "$1/sources.list.d"
  [ ! -f $deb822 ] || sed 's/^Types:.*/Types: deb-src/' $deb822 >"$1/sources.list.d/debian.sources"
  [ ! -f $lines ] || sed -n 's/^deb /deb-src /p' $lines >"$1/sources.list.d/lines.list"
  cat >"$1/apt.conf" <<END
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$1/sources.list.d";
Dir::State::Lists "$1/lists";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT::Sandbox::User "";
END
  export APT_CONFIG=$1/apt.conf
  apt-get update -qq
}

# get_one NAME VERSION SHA256: into the folder NAME.
get_one() {
  apt-get source -qq --download-only "$1=$2" >&2 ||
    die "no source of $1 $2 on the mirror, which has $(apt-cache showsrc "$1" | sed -n 's/^Version: //p' | sort -V | tail -n 1); see packaging/sources.txt"
  printf '%s  %s\n' "$3" "$1_${2#*:}.dsc" | sha256sum --check --quiet ||
    die "the source of $1 $2 is not the one of packaging/sources.txt"
  # apt has checked the signature on the list of packages, and by that these files.
  dpkg-source --no-check --no-copy -x "$1_${2#*:}.dsc" "$1" >/dev/null
}

# get FOLDER
get() {
  local work=$1/work name version sum
  say "getting the sources of the libraries once ..."
  need_packages dpkg-dev
  mkdir "$work"
  (
    use_lists_in "$work/apt"
    cd "$work"
    while read -r name version sum _; do get_one "$name" "$version" "$sum"; done < <(lines_of "$list")
    while read -r name _; do mv "$name" "$1/"; done < <(lines_of "$list")
  )
  rm -rf "$work"
}

folder=$(cache_dir)/sources-$(sha256 <"$list")
make_once "$folder" get
printf '%s\n' "$folder"
