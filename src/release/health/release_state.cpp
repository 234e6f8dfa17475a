#include "release/health/release_state.hpp"

#include <fmt/format.h>

#include <utility>

#include "release/command_lines.hpp"
#include "release/uninstall/repair.hpp"
#include "util/product.hpp"

namespace telepresence::release {

Check check_state(const cluster::Release& release, const Target& target, TimePoint now) {
  const auto& in = target.manager_namespace;
  const auto& status = release.status;
  const auto time = parse_helm_time(release.updated);
  const auto state =
      fmt::format("release {} in namespace {} is {} (revision {}, {}-{}{})", release_name, in,
                  status, release.revision, release.chart, release.chart_version,
                  time && status != "deployed" ? ", " + time_ago(*time, now) : "");
  if (status == "deployed") return good(state);
  Finding finding{"release-failed", Severity::error,
                  fmt::format("Release {} in namespace {}", release_name, in), state,
                  "To see what can be done, and do it: " + plugin_command(target, {"repair"})};
  if (release.is_uninstalled()) {
    finding.id = "release-missing";
    finding.remedy = "Its history was kept. To install it again: " +
                     plugin_command(target, {"upgrade", "--install"});
  } else if (defect_of(status) == Defect::pending) {
    finding.id = "release-pending";
  }
  return found(std::move(finding));
}

}  // namespace telepresence::release
