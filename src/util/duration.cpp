#include "util/duration.hpp"

#include <algorithm>
#include <regex>

namespace telepresence {
namespace {

double milliseconds_in(const std::string& unit) {
  if (unit == "h") return 3600e3;
  if (unit == "m") return 60e3;
  if (unit == "s") return 1e3;
  if (unit == "ms") return 1;
  return unit == "us" ? 1e-3 : 1e-6;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(const std::string& text) {
  constexpr double hundred_years = 100 * 365.25 * 24 * 3600e3;
  static const std::regex whole("0|([0-9]+(\\.[0-9]*)?(ns|us|ms|s|m|h))+");
  static const std::regex part("([0-9]+(?:\\.[0-9]*)?)(ns|us|ms|s|m|h)");
  if (text.size() > longest_duration || !std::regex_match(text, whole)) return std::nullopt;
  double milliseconds = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), part); at != std::sregex_iterator();
       ++at) {
    milliseconds += std::stod((*at)[1]) * milliseconds_in((*at)[2]);
  }
  return std::chrono::milliseconds(
      static_cast<std::chrono::milliseconds::rep>(std::min(milliseconds, hundred_years)));
}

}  // namespace telepresence
