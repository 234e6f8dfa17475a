#!/usr/bin/env bash
# Gives the programs of tests/fuzz texts that libFuzzer makes up of the files of
# tests/kubeconfig/corpus and tests/fuzz/corpus, and stops at the first for which one ends in another way
# than it should, or says that something is not so: the editor of kubeconfigs that an edit changed
# too much, the reader of whole documents that what was written reads otherwise.
#
#   scripts/fuzz.sh [SECONDS [SEED]]    60 without, for each; what was found to be new is kept in
#                                       build/fuzz. With a seed the texts are always the same ones
#
# A text that failed is build/fuzz/PROGRAM-crash-…; give it to build/fuzz/tests/fuzz/PROGRAM_fuzz.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"
cd "$root"

case ${1:-60} in
  -h | --help) usage && exit 0 ;;
  *[!0-9]*) die "not a number of seconds: $1" ;;
  *) seconds=${1:-60} ;;
esac
seed=${2:-0} # 0: another one each time

folder=$root/build/fuzz
log=$folder/build.log
mkdir -p "$folder"
if ! { cmake --preset fuzz && cmake --build --preset fuzz; } >"$log" 2>&1; then
  tail -n 40 "$log"
  exit 1
fi

# fuzz PROGRAM CORPUS [FLAG...]
# It says a lot; its last lines are the result, and of a failure all of it is needed.
fuzz() {
  local program=$1 corpus=$2
  shift 2
  mkdir -p "$folder/$program-corpus"
  if "$folder/tests/fuzz/${program}_fuzz" -max_total_time="$seconds" -seed="$seed" -max_len=4096 -timeout=20 \
    -artifact_prefix="$folder/$program-" -print_final_stats=1 "$@" \
    "$folder/$program-corpus" "$corpus" >"$folder/$program.log" 2>&1; then
    echo "$program"
    grep -E '^(Done|stat::(number_of_executed_units|new_units_added))' "$folder/$program.log"
  else
    grep -vE '^#|^	NEW_FUNC' "$folder/$program.log" | tail -n 60
    return 1
  fi
}

# Two at a time, as most machines have the cores for.
status=0
fuzz kubeconfig tests/kubeconfig/corpus -dict=tests/fuzz/kubeconfig.dict &
fuzz yaml tests/kubeconfig/corpus -dict=tests/fuzz/kubeconfig.dict || status=1
wait $! || status=1
fuzz index tests/fuzz/corpus/index &
fuzz archive tests/fuzz/corpus/archive || status=1
wait $! || status=1
fuzz answers tests/fuzz/corpus/answers || status=1
exit $status
