#include "util/time.hpp"

#include <ctime>
#include <regex>

#include "util/text.hpp"

namespace telepresence {

TimePoint now() {
  return std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::optional<TimePoint> parse_helm_time(const std::string& text) {
  using namespace std::chrono;
  static const std::regex form(R"((\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d+)?)"
                               R"((?:Z| ?([+-])(\d\d):?(\d\d)(?: .*)?))");
  std::smatch match;
  // What is longer is none, and no work for a regular expression.
  constexpr std::size_t longest = 80;
  if (text.size() > longest || !std::regex_match(text, match, form)) return std::nullopt;
  const auto number = [&](std::size_t group) {
    return match[group].matched ? std::stoi(match[group]) : 0;
  };
  const year_month_day date{year{number(1)}, month{static_cast<unsigned>(number(2))},
                            day{static_cast<unsigned>(number(3))}};
  if (!date.ok()) return std::nullopt;
  const auto offset = hours{number(8)} + minutes{number(9)};
  return sys_days{date} + hours{number(4)} + minutes{number(5)} + seconds{number(6)} -
         (match[7] == "-" ? -offset : offset);
}

std::string rfc3339(TimePoint time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::string text(sizeof "2026-11-25T22:35:29Z", '\0');
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
  return text;
}

std::string time_ago(TimePoint time, TimePoint now) {
  using namespace std::chrono;
  const auto passed = now - time;
  const auto told = [](auto count, const char* unit) {
    return text::counted(static_cast<std::size_t>(count), unit) + " ago";
  };
  if (passed < seconds{10}) return "just now";
  if (passed < minutes{2}) return told(passed.count(), "second");
  if (passed < hours{2}) return told(duration_cast<minutes>(passed).count(), "minute");
  if (passed < days{2}) return told(duration_cast<hours>(passed).count(), "hour");
  return told(duration_cast<days>(passed).count(), "day");
}

}  // namespace telepresence
