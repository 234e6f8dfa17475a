#!/usr/bin/env bash
# The plugin's install hook: helm runs it after `helm plugin install` of a source tree. Leaves a
# working bin/helm-telepresence: the one that is there, if it is of this version; else the one of this
# release and platform, as packaging/release.txt promises it; else one built in build/release. Touches
# no file that git tracks, so that `helm plugin update` goes on working.
#
#   scripts/install.sh             the first of these that there is
#   scripts/install.sh --update    the release's or a built one: the sources are newer
#   scripts/install.sh --rebuild   a built one
#
# HELM_TELEPRESENCE_RELEASE_URL   where the archives are, in place of where the file says: a mirror
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
binary=$root/bin/helm-telepresence
version=$(sed -n 's/^version: *//p' "$root/plugin.yaml")

say() { printf 'telepresence plugin: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# The binary needs a helm to tell its version by; the hook may run where HELM_BIN is not
# set, so its own words are asked for, which need none.
binary_is_current() { [ -x "$binary" ] && [ "$("$binary" --version 2>/dev/null)" = "$version" ]; }

# As in the names of archives.
platform() {
  local system machine
  system=$(uname -s | tr '[:upper:]' '[:lower:]')
  machine=$(uname -m)
  case $machine in
    x86_64 | amd64) machine=amd64 ;;
    aarch64 | arm64) machine=arm64 ;;
  esac
  printf '%s-%s\n' "$system" "$machine"
}

sha256_of() {
  if command -v sha256sum >/dev/null; then
    sha256sum <"$1" | cut -d' ' -f1
  else
    shasum -a 256 <"$1" | cut -d' ' -f1
  fi
}

# A URL without the password, or the key, that it may have.
shown() { sed -e 's#//[^/]*@#//***@#' -e 's/[?].*//' <<<"$1"; }

# The programs of a release have 20 MB; a server may send without end.
readonly most_bytes=200000000 most_seconds=1800

# download URL FILE: goes on where an earlier one was cut off; gives up on a server that is silent. A URL
# with a password is not told on a command line, which everyone can read; BusyBox's wget takes it there alone.
download() {
  if command -v curl >/dev/null; then
    curl --fail --location --silent --show-error --retry 2 --connect-timeout 10 --speed-time 30 --speed-limit 1 \
      --max-time "$most_seconds" --max-filesize "$most_bytes" --continue-at - --output "$2" \
      --config - <<<"url = \"${1//[\"\\]/}\""
  elif command -v wget >/dev/null; then
    local from=("$1")
    [[ $1 != *[@?]* ]] || from=(--input-file=-)
    (ulimit -f $((most_bytes / 1024)) &&
      wget --quiet --tries 3 --timeout 30 --continue --output-document "$2" "${from[@]}" <<<"$1")
  else
    echo 'neither curl nor wget is there' >&2
    return 1
  fi
}

# is_file_of FILE SHA256
is_file_of() { [ -f "$1" ] && [ "$(sha256_of "$1")" = "$2" ]; }

# fetch_checked URL FILE SHA256
fetch_checked() {
  if [ -f "$2" ]; then
    is_file_of "$2" "$3" || download "$1" "$2" || true
    is_file_of "$2" "$3" && return
    # It was no beginning of this one.
    rm -f "$2"
  fi
  download "$1" "$2" || return
  is_file_of "$2" "$3" && return
  rm -f "$2"
  die "$(shown "$1") is not the archive that packaging/release.txt promises: its sha256 is another one; nothing was installed"
}

# Whether the release's archive for this platform is there; then its program is in bin/.
fetch_release() {
  local list=$root/packaging/release.txt folder=$root/build/release-archive name sum url
  name=telepresence-$version-$(platform).tar.gz
  sum=$(awk -v name="$name" '$2 == name { print $1 }' "$list")
  url=${HELM_TELEPRESENCE_RELEASE_URL:-$(awk '$1 == "url" { print $2 }' "$list")}
  [ -n "$sum" ] && [ -n "$url" ] || return 1
  mkdir -p "$folder"
  echo "telepresence plugin: fetching $name ..."
  if ! fetch_checked "${url%/}/$name" "$folder/$name" "$sum"; then
    say "$(shown "${url%/}/$name") cannot be fetched; the program is compiled instead"
    return 1
  fi
  # In a condition, as where this is called, bash goes on after what fails.
  tar -xzf "$folder/$name" -C "$folder" bin/helm-telepresence ||
    die "$folder/$name cannot be unpacked; nothing was installed"
  put_in_place "$folder/bin/helm-telepresence"
  rm -rf "$folder"
}

# In one step: a helm that runs the old one meanwhile is not disturbed.
put_in_place() {
  local new=$binary.new.$$
  mkdir -p "$root/bin"
  { cp "$1" "$new" && mv "$new" "$binary"; } || {
    rm -f "$new"
    die "$binary cannot be written; what was there before is kept"
  }
}

# Helm stops altogether where two folders hold a plugin of one name. Whether there are none.
warn_of_twins() {
  local own=${HELM_PLUGIN_DIR:-} other folder alone=true
  [ -n "$own" ] || return 0
  for other in "$(dirname "$own")"/*/plugin.yaml; do
    folder=$(dirname "$other")
    [ "$folder" -ef "$own" ] && [ "$(basename "$folder")" = "$(basename "$own")" ] && continue
    grep -q '^name: *telepresence *$' "$other" 2>/dev/null || continue
    say "$folder is a plugin called telepresence too, and with both helm runs no plugin at all; to keep this one: rm -r $(printf '%q' "$folder")"
    alone=false
  done
  $alone
}

# Those of the libraries that are missing, a package a line. CMake knows best, but it needs a
# compiler to look; where there is none, Debian's list of packages says what CMake will miss.
missing_libraries() {
  local package
  command -v dpkg-query >/dev/null || return 0
  sed -n -e 's/^require_package([^ ]* \([^ )]*\).*/\1/p' \
    -e 's/^require_pkgconfig([^ ]* [^ ]* \([^ )]*\).*/\1/p' "$root/cmake/Dependencies.cmake" |
    while read -r package; do
      dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' ||
        echo "$package"
    done
}

# One line names everything that is missing, and the command that gets it.
check_packages() {
  local missing=() library
  command -v cmake >/dev/null || missing+=(cmake)
  command -v ninja >/dev/null || missing+=(ninja-build)
  command -v "${CXX:-c++}" >/dev/null || missing+=(g++)
  command -v pkg-config >/dev/null || missing+=(pkg-config)
  # With all of these CMake itself tells what else is missing.
  [ "${#missing[@]}" -gt 0 ] || return 0
  while read -r library; do missing+=("$library"); done < <(missing_libraries)
  die "packages are missing that building it takes; run: apt-get install ${missing[*]}"
}

build() {
  local log=$root/build/release/install.log
  check_packages
  mkdir -p "$root/build/release"
  echo "telepresence plugin: building from source, which takes a few minutes ..."
  if ! (cd "$root" && cmake --preset release) >"$log" 2>&1; then
    # CMake's own message names the packages; it wraps lines, so they are joined again.
    message=$(tr -s ' \n' ' ' <"$log" | sed -n 's/.*\(missing libraries; run: apt-get install [a-z0-9+. -]*[a-z0-9+]\).*/\1/p')
    die "${message:-configuring failed; see $log}"
  fi
  (cd "$root" && cmake --build --preset release) >>"$log" 2>&1 ||
    die "the build failed: $(grep -m 1 'error:' "$log" || echo 'no compiler error found'); see $log"
  put_in_place "$root/build/release/src/helm-telepresence"
}

case ${1:-} in
  '') binary_is_current || fetch_release || build ;;
  --update) fetch_release || build ;;
  --rebuild) build ;;
  -h | --help) sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p}' "$0" && exit ;;
  *) die "unknown argument $1; see scripts/install.sh --help" ;;
esac
binary_is_current || die "$binary does not run: $("$binary" --version 2>&1 | head -n 1)"
warn_of_twins || exit 0
echo "telepresence plugin $("$binary" --version) is ready: helm telepresence --help"
