#include "supply/values_files.hpp"

#include <fmt/format.h>

#include "net/url.hpp"
#include "util/error.hpp"

namespace telepresence::supply {
namespace {

struct Answered {};

void check(const net::Url& url, const Tools& tools) {
  net::Request request{url, {}, {}};
  request.largest_size = UINT64_MAX;
  request.access.server = url;
  request.access.credentials = url.credentials();
  try {
    tools.http().get(request, {[] {}, [](std::string_view) { throw Answered(); }});
  } catch (const Answered&) {  // NOLINT(bugprone-empty-catch): the rest is not wanted
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    if (error.kind() != ErrorKind::network) return;
    throw Error(ErrorKind::network,
                {"values-unreachable", Severity::error, url.shown(),
                 fmt::format("the values file cannot be fetched: {}", error.what()), error.hint()});
  }
}

}  // namespace

void check_values_files(const std::vector<std::string>& addresses, const Tools& tools) {
  for (const auto& address : addresses) {
    if (const auto url = net::Url::parse(address)) check(*url, tools);
  }
}

}  // namespace telepresence::supply
