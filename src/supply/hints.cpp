#include "supply/hints.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/plugin_version.hpp"

namespace telepresence::supply {
namespace {

// "--offline" and a local file each need the flag that names the server to go.
std::string in_place_of(const Detour& detour) {
  return detour.flag.empty() ? std::string() : " in place of " + detour.flag;
}

Error with_detour(const Error& error, const Detour& detour, const FetchOptions& options) {
  const bool bundled = detour.bundled_fits && !options.want_proof();
  const auto fetch =
      fmt::format("fetch it where there is one with `{}`, and give the file to --chart{}.",
                  detour.pull, detour.flag == "--chart" ? "" : in_place_of(detour));
  if (!bundled) return error.with_hint("Without a network: " + fetch);
  return error
      .with_hint(fmt::format("Without a network: --offline{}, with which `install`, `upgrade` and "
                             "`chart show` take the chart of {} that the plugin carries.",
                             in_place_of(detour), plugin_version()))
      .with_hint("Or " + fetch);
}

// Whether a registry did not give the chart, other than gave it and it was found wrong.
bool is_missing(const Error& error) {
  const bool is_helms = error.kind() != ErrorKind::interrupted && !error.details().empty();
  return error.kind() == ErrorKind::not_found || is_helms;
}

Error with_line(const Error& error, const std::string& line) {
  return line.empty() ? error : error.with_hint(line);
}

struct Hints {
  const Error& error;
  const FetchOptions& options;

  Error operator()(const Address& source) const { return on_network(source.detour); }

  Error operator()(const InRegistry& source) const {
    if (error.kind() == ErrorKind::network) {
      return with_detour(with_line(error, source.hint_if_unnamed), source.detour, options);
    }
    return is_missing(error) ? with_line(error, source.hint_if_missing) : error;
  }

  Error operator()(const InRepository& source) const { return on_network(source.detour); }

  // A file has no server.
  template <typename Local>
  Error operator()(const Local& /*source*/) const {
    return error;
  }

 private:
  Error on_network(const Detour& detour) const {
    return error.kind() == ErrorKind::network ? with_detour(error, detour, options) : error;
  }
};

}  // namespace

std::string quoted(const std::string& word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+,";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + '\'';
}

std::string pull_command(const std::string& version, const std::optional<chart::Edition>& edition) {
  auto command = "helm telepresence chart pull " + quoted(version);
  if (edition) command += fmt::format(" --edition {}", to_word(*edition));
  return command;
}

Error with_hints(const Error& error, const Source& source, const FetchOptions& options) {
  return std::visit(Hints{error, options}, source);
}

}  // namespace telepresence::supply
