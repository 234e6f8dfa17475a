#!/usr/bin/env bash
# Runs the unit suites of the chart's templates (unit/*_test.yaml) with helm-unittest, which
# is built once from its Go module and kept outside the repository.
#
#   tests/chart/unit.sh [HELM-UNITTEST FLAGS]
set -euo pipefail

tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/cluster/lib.sh
. "$tests/../cluster/lib.sh"

readonly unittest_version=v1.1.2

# build FOLDER: inside the module, since its replace directive keeps `go install` from it.
build() {
  local go module
  go=$(find_go)
  say "building helm-unittest $unittest_version once (a minute or two) ..."
  module=$(cd "$1" && "$go" mod download -json "github.com/helm-unittest/helm-unittest@$unittest_version" |
    sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  (cd "$module" && CGO_ENABLED=0 "$go" build -trimpath -ldflags='-s -w' -o "$1/" ./cmd/helm-unittest)
}

folder=$(cache_dir)/helm-unittest-$unittest_version
make_once "$folder" build
unittest=$folder/helm-unittest
# The paths of the suites are relative to the chart.
"$unittest" --strict --with-subchart=false -f '../tests/chart/unit/*_test.yaml' "$@" "$tests/../../chart"
# A chart that depends on this one, and has its suites where they usually are. It is put together
# outside the repository: no package of the plugin may hold a link to the chart, or a copy of it.
umbrella=$(mktemp -d)
trap 'rm -rf "$umbrella"' EXIT
cp -R "$tests/unit/parent/." "$umbrella"
mkdir "$umbrella/charts"
cp -R "$tests/../../chart" "$umbrella/charts/telepresence"
"$unittest" --strict --with-subchart=false "$@" "$umbrella"
