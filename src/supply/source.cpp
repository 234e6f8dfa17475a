#include "supply/source.hpp"

#include <fmt/format.h>

#include "util/error.hpp"

namespace telepresence::supply {

namespace fs = std::filesystem;

ChartSource kind_of(const Source& source) {
  struct Kind {
    ChartSource operator()(const Bundled&) const { return ChartSource::bundled; }
    ChartSource operator()(const Folder&) const { return ChartSource::path; }
    ChartSource operator()(const Package&) const { return ChartSource::path; }
    ChartSource operator()(const Address&) const { return ChartSource::address; }
    ChartSource operator()(const InRegistry&) const { return ChartSource::registry; }
    ChartSource operator()(const InRepository&) const { return ChartSource::repository; }
  };
  return std::visit(Kind{}, source);
}

const std::string& reason_of(const Source& source) {
  return std::visit([](const auto& one) -> const std::string& { return one.reason; }, source);
}

std::optional<WantedVersion> wanted_of(const Source& source) {
  return std::visit([](const auto& one) -> std::optional<WantedVersion> { return one.wanted; },
                    source);
}

std::optional<fs::path> folder_of(const Source& source) {
  if (const auto* bundled = std::get_if<Bundled>(&source)) return bundled->folder;
  if (const auto* folder = std::get_if<Folder>(&source)) return folder->path;
  return std::nullopt;
}

void check_wanted_version(const Source& source, const chart::Metadata& chart,
                          const std::string& origin) {
  const auto wanted = wanted_of(source);
  if (!wanted || wanted->allows(chart.version)) return;
  throw Error(ErrorKind::input,
              fmt::format("version {} was asked for, but the chart {} is {}", wanted->text, origin,
                          chart.version.to_string()),
              "Leave the version out, or give another chart.");
}

}  // namespace telepresence::supply
