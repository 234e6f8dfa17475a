#include "cli/report/describe.hpp"

#include <fmt/format.h>

#include "util/text.hpp"

namespace telepresence::cli {

std::string describe(const release::Target& target) {
  return fmt::format("{} ({})", target.manager_namespace, target.reason);
}

std::string describe_updated(const cluster::Release& release, TimePoint now, Reader reader) {
  const auto time = parse_helm_time(release.updated);
  if (!time) return release.updated;
  return reader == Reader::person ? time_ago(*time, now) : rfc3339(*time);
}

std::string describe(const release::ExtensionReport& report) {
  auto also = report.other_contexts.empty()
                  ? std::string()
                  : "\nalso those of " + text::join(report.other_contexts, ", ");
  switch (report.change) {
    case release::ExtensionReport::Change::set:
      return fmt::format("clients of cluster {} look in namespace {} now{} ({}){}", report.cluster,
                         report.now, report.former.empty() ? "" : ", no longer in " + report.former,
                         report.file.string(), also);
    case release::ExtensionReport::Change::unset:
      if (!report.left.empty()) {
        also += fmt::format("\nthere are Traffic Managers in {}; to choose one: {}",
                            text::join(report.left, ", "), report.to_choose);
      }
      return fmt::format("clients of cluster {} no longer look in namespace {} ({}){}",
                         report.cluster, report.former, report.file.string(), also);
    case release::ExtensionReport::Change::failed:
      return "not changed, see the warning";
    case release::ExtensionReport::Change::none:
      break;
  }
  return {};
}

std::string describe(const release::Repair& repair) {
  return fmt::format("{}, as by: {}", to_word(repair.cure),
                     text::join(text::split(repair.commands, '\n'), "\n  "));
}

std::string describe_digest(const std::string& digest, const std::string& promised_by) {
  if (digest.empty()) return {};
  return fmt::format("sha256:{} ({})", digest,
                     promised_by.empty() ? "not verified: neither an index nor --digest names it"
                                         : "as " + promised_by + " promises");
}

std::string warning_of(const release::ExtensionReport& report) {
  if (report.warning.empty()) return {};
  const auto cluster = text::printable(report.cluster);
  // It may have been in part.
  auto warning = fmt::format("Warning: the kubeconfig could not be changed: {}\n",
                             text::printable(report.warning));
  if (!report.remedy.empty())
    warning += text::indent(text::printable(report.remedy, text::Lines::keep), "  ") + '\n';
  if (report.by_hand.empty()) {
    return warning + fmt::format(
                         "  Clients of cluster {} still look for a Traffic Manager where "
                         "none is.\n",
                         cluster);
  }
  return warning + fmt::format(
                       "  To let clients find the Traffic Manager, add this to cluster "
                       "{}:\n{}\n",
                       cluster, text::indent(report.by_hand, "    "));
}

const char* describe(helm::ReuseMode mode, bool given) {
  switch (mode) {
    case helm::ReuseMode::reset:
      return given ? "those given now; earlier ones are dropped" : "the chart's defaults";
    case helm::ReuseMode::reuse:
      return given ? "the release's, with those given now on top" : "the release's";
    case helm::ReuseMode::reset_then_reuse:
      break;
  }
  return given ? "the chart's defaults, the release's own, and those given now on top"
               : "the release's own, on top of the chart's defaults";
}

}  // namespace telepresence::cli
