#!/usr/bin/env bash
# The plugin's install hook: helm runs it after `helm plugin install`. Leaves a working
# bin/helm-telepresence: the one that is there, if it is of this version, else one built
# from source in build/release. Touches no file that git tracks, so that `helm plugin
# update` goes on working.
#
#   scripts/install.sh             use the binary that is there, or build it
#   scripts/install.sh --rebuild   build it in any case, from a source tree
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
binary=$root/bin/helm-telepresence

die() {
  printf 'telepresence plugin: %s\n' "$*" >&2
  exit 1
}

# The binary needs a helm to tell its version by; the hook may run where HELM_BIN is not
# set, so its own words are asked for, which need none.
binary_is_current() {
  local version
  version=$(sed -n 's/^version: *//p' "$root/plugin.yaml")
  [ -x "$binary" ] && [ "$("$binary" --version 2>/dev/null)" = "$version" ]
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
  echo "telepresence plugin: building from source (about a minute) ..."
  if ! (cd "$root" && cmake --preset release) >"$log" 2>&1; then
    # CMake's own message names the packages; it wraps lines, so they are joined again.
    message=$(tr -s ' \n' ' ' <"$log" | sed -n 's/.*\(missing libraries; run: apt-get install [a-z0-9+. -]*[a-z0-9+]\).*/\1/p')
    die "${message:-configuring failed; see $log}"
  fi
  (cd "$root" && cmake --build --preset release) >>"$log" 2>&1 ||
    die "the build failed: $(grep -m 1 'error:' "$log" || echo 'no compiler error found'); see $log"
  mkdir -p "$root/bin"
  # Replaced in one step: a helm that runs the old one meanwhile is not disturbed.
  cp "$root/build/release/src/helm-telepresence" "$binary.new"
  mv "$binary.new" "$binary"
}

# A packaged plugin has a binary and no source to build another from.
if [ "${1:-}" = --rebuild ] && [ -f "$root/CMakeLists.txt" ]; then
  build
elif ! binary_is_current; then
  [ -f "$root/CMakeLists.txt" ] || die "$binary does not run here, and there is no source to build it from"
  build
fi
binary_is_current || die "$binary does not run: $("$binary" --version 2>&1 | head -n 1)"
echo "telepresence plugin $("$binary" --version) is ready: helm telepresence --help"
