#include "cli/report/output.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "util/error.hpp"

namespace telepresence::cli {

void print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw Error(ErrorKind::environment, fmt::format("cannot write to stdout: {}", strerror(errno)));
  }
}

std::string for_people(std::string_view text, text::Lines lines) {
  return text::printable(text::without_logins(text), lines);
}

}  // namespace telepresence::cli
