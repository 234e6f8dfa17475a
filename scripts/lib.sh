# What the scripts share. Sourced, never run.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }

die() {
  say "${0##*/}: $*"
  exit 1
}

# Prints the comment that a script begins with.
usage() { sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p}' "$0"; }

# take_no_arguments "$@": for a script that has nothing but --help.
take_no_arguments() {
  case ${1:-} in
    '') ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown argument $1; see $0 --help" ;;
  esac
}

# Debian's packages, by what they are for.
# shellcheck disable=SC2034 # used by the scripts that source this
readonly build_packages=(cmake ninja-build g++ pkg-config ccache libarchive-dev libcli11-dev
  libcurl4-openssl-dev libfmt-dev libssl-dev libyaml-cpp-dev libyaml-dev nlohmann-json3-dev
  zlib1g-dev)
# shellcheck disable=SC2034
readonly cluster_packages=(ca-certificates curl git openssl python3 python3-venv procps)
# shellcheck disable=SC2034
readonly test_packages=(acl apache2-utils catch2 clang-16 clang-format docker-registry gpg
  gpg-agent groff-base libclang-rt-16-dev nginx-light openssl shellcheck shfmt python3-markdown-it
  python3-mdit-py-plugins python3-pytest python3-pytest-xdist python3-pyte python3-yaml time
  tinyproxy)
# shellcheck disable=SC2034
readonly picture_packages=(python3-pyte python3-rich)

# need_packages PACKAGE...: installs those that are missing, as root; else tells how.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' ||
      missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "packages are missing; run: sudo apt-get install ${missing[*]}"
  say "installing ${missing[*]} ..."
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    >/dev/null || die "apt-get install ${missing[*]} failed"
}

need_npm() { command -v npm >/dev/null || need_packages npm; }

# Of standard input, short.
sha256() { sha256sum | cut -c1-16; }

# The folder outside the repository that keeps what was built or fetched.
cache_dir() {
  local dir=${XDG_CACHE_HOME:-$HOME/.cache}/telepresence-helm-plugin
  mkdir -p "$dir"
  printf '%s\n' "$dir"
}

# make_once FOLDER COMMAND...: unless FOLDER is there, runs COMMAND with a new, empty folder
# as its last argument, which becomes FOLDER when the command has succeeded. Of two test
# runs that want the same, one works and the other waits.
make_once() {
  local folder=$1
  shift
  [ -d "$folder" ] || (
    flock 9
    [ ! -d "$folder" ] || exit 0
    # What a run that was cut off left. The lock makes it nobody's.
    rm -rf "$folder.new"
    mkdir "$folder.new"
    "$@" "$folder.new"
    mv -T "$folder.new" "$folder"
  ) 9>"$folder.lock" >&2
}

# part TITLE COMMAND...: runs it and tells how long it took. A failing part ends the script.
part() {
  local title=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$title"
  "$@" || {
    printf '== %s: FAILED after %d s\n' "$title" $((SECONDS - began))
    exit 1
  }
  printf '== %s: ok, %d s\n' "$title" $((SECONDS - began))
}
