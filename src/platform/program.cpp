#include "platform/program.hpp"

#include <unistd.h>

#include "platform/file_descriptor.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

namespace telepresence::platform {

namespace fs = std::filesystem;

fs::path executable_path() {
#ifdef __APPLE__
  char buffer[4096];
  std::uint32_t size = sizeof buffer;
  if (_NSGetExecutablePath(buffer, &size) != 0) {
    throw Error(ErrorKind::environment, "cannot find this program's own file");
  }
  return fs::canonical(buffer);
#else
  std::error_code error;
  auto path = fs::read_symlink("/proc/self/exe", error);
  if (error) throw file_error("/proc/self/exe", "cannot read", error.value());
  return path;
#endif
}

std::optional<fs::path> find_program(const std::string& name, const Environment& environment) {
  const auto runs = [](const fs::path& path) {
    return ::access(path.c_str(), X_OK) == 0 && fs::is_regular_file(path);
  };
  if (name.find('/') != std::string::npos) {
    return runs(name) ? std::optional<fs::path>(name) : std::nullopt;
  }
  for (const auto& folder : text::split(environment.get("PATH").value_or(""), ':')) {
    auto candidate = fs::path(folder) / name;
    if (candidate.is_absolute() && runs(candidate)) return candidate;
  }
  return std::nullopt;
}

}  // namespace telepresence::platform
