#include "platform/parent.hpp"

#include <unistd.h>

#include <map>
#include <string_view>

#include "platform/files.hpp"
#include "util/error.hpp"

#ifdef __APPLE__
#include <sys/sysctl.h>
#include <sys/types.h>

#include <cstring>
#endif

namespace telepresence::platform {
namespace {

Environment environment_from(const std::vector<std::string>& entries) {
  std::map<std::string, std::string> variables;
  for (const auto& entry : entries) {
    const auto equals = entry.find('=');
    if (equals != std::string::npos) {
      variables.emplace(entry.substr(0, equals), entry.substr(equals + 1));
    }
  }
  return Environment(std::move(variables));
}

// Up to `most` strings that each end in a NUL, taken off the front of `bytes`.
std::vector<std::string> take_strings(std::string_view& bytes, std::size_t most) {
  std::vector<std::string> strings;
  while (!bytes.empty() && strings.size() < most) {
    const auto end = bytes.find('\0');
    strings.emplace_back(bytes.substr(0, end));
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
  return strings;
}

}  // namespace

#ifdef __APPLE__

std::optional<ParentProcess> read_parent() {
  // KERN_PROCARGS2 gives: argc, the program's path, padding NULs, argv, environment.
  int name[] = {CTL_KERN, KERN_PROCARGS2, ::getppid()};
  std::size_t size = 0;
  if (::sysctl(name, 3, nullptr, &size, nullptr, 0) != 0) return std::nullopt;
  std::string buffer(size, '\0');
  if (::sysctl(name, 3, buffer.data(), &size, nullptr, 0) != 0) return std::nullopt;
  buffer.resize(size);
  int count = 0;
  if (buffer.size() < sizeof count) return std::nullopt;
  std::memcpy(&count, buffer.data(), sizeof count);
  std::string_view rest = std::string_view(buffer).substr(sizeof count);
  take_strings(rest, 1);
  while (rest.starts_with('\0')) rest.remove_prefix(1);
  ParentProcess parent;
  parent.arguments = take_strings(rest, static_cast<std::size_t>(count));
  const auto entries = take_strings(rest, std::string_view::npos);
  if (!entries.empty()) parent.environment = environment_from(entries);
  return parent;
}

#else

std::optional<ParentProcess> read_parent() {
  const auto folder = "/proc/" + std::to_string(::getppid());
  // More than Linux gives a program.
  constexpr std::size_t most_bytes = 16UL << 20U;
  const auto read = [&](const char* name) -> std::optional<std::vector<std::string> > {
    try {
      const auto bytes = read_file_if_present(folder + name, most_bytes);
      if (!bytes) return std::nullopt;
      std::string_view rest = *bytes;
      return take_strings(rest, std::string_view::npos);
    } catch (const Error&) {
      // Another user's process: the same as one that cannot be seen.
      return std::nullopt;
    }
  };
  auto arguments = read("/cmdline");
  if (!arguments || arguments->empty()) return std::nullopt;
  ParentProcess parent{*std::move(arguments), std::nullopt};
  if (const auto entries = read("/environ")) parent.environment = environment_from(*entries);
  return parent;
}

#endif

}  // namespace telepresence::platform
