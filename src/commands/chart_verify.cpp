#include "commands/chart_verify.hpp"

#include <fmt/format.h>

#include "chart/source.hpp"
#include "net/digest.hpp"
#include "util/error.hpp"

namespace telepresence::commands {

ChartVerifyReport verify_chart(const ChartVerifyRequest& request) {
  const auto wanted = net::normalized_digest(request.digest.value_or(""));
  if (request.digest && wanted.empty()) {
    throw Error(ErrorKind::usage, fmt::format("--digest {}: not a SHA-256 digest", *request.digest),
                "Write it as sha256: and 64 hexadecimal digits.");
  }
  if (std::filesystem::is_directory(request.file)) {
    throw Error(ErrorKind::input,
                fmt::format("{}: a folder, not a packaged chart", request.file.string()),
                "`helm package` makes one of it.");
  }
  std::error_code error;
  if (std::filesystem::exists(request.file, error) &&
      !std::filesystem::is_regular_file(request.file, error)) {
    // It is read twice, for what is in it and for its digest.
    throw Error(ErrorKind::input, fmt::format("{}: not a file", request.file.string()));
  }
  ChartVerifyReport report;
  report.file = request.file;
  report.metadata = chart::read_metadata(request.file);
  report.digest = net::sha256_of_file(request.file);
  chart::check_chart(report.metadata, {}, request.file.string());
  if (!wanted.empty() && report.digest != wanted) {
    throw Error(ErrorKind::input, fmt::format("{}: its digest is {}, not {}", request.file.string(),
                                              report.digest, wanted));
  }
  return report;
}

}  // namespace telepresence::commands
