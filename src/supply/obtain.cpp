#include "supply/obtain.hpp"

#include <fmt/format.h>

#include <variant>

#include "chart/edition.hpp"
#include "supply/fetch.hpp"
#include "supply/hints.hpp"
#include "supply/provenance.hpp"
#include "supply/resolve.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

namespace fs = std::filesystem;

// Helm takes blanks off the ends of a chart's name, and one that begins with a hyphen for a
// flag.
fs::path path_for_helm(const fs::path& folder) {
  auto path = fs::absolute(folder);
  const auto text = path.string();
  if (text::trim(text) == text) return path;
  throw Error(ErrorKind::usage,
              fmt::format("--chart '{}': helm does not read a path that ends in a space",
                          text::printable(folder.string())));
}

FetchOptions options_of(const ChartRequest& request) {
  return {parse_digest(request.digest),
          request.signature.wanted() ? Provenance::required : Provenance::none};
}

void refuse_proof(const ChartRequest& request, const std::string& origin) {
  if (!request.digest && !request.signature.wanted()) return;
  throw Error(
      ErrorKind::usage,
      fmt::format("{}: the chart {} is a directory, which has neither a digest nor a signature",
                  request.digest ? "--digest" : "--verify", origin),
      "`helm package` makes a packaged chart of a directory.");
}

// Gets the chart from each kind of source.
class Obtainer {
 public:
  Obtainer(const ChartRequest& request, const Tools& tools) : request_(request), tools_(tools) {}

  ObtainedChart operator()(const Bundled& source) const {
    return from_folder(source, source.folder, "bundled with the plugin");
  }

  ObtainedChart operator()(const Folder& source) const {
    return from_folder(source, source.path, text::printable(source.path.string()));
  }

  ObtainedChart operator()(const InRepository& source) const {
    try {
      return fetched(source);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::network || !is_bundled_enough(source.wanted)) throw;
      auto chart =
          (*this)(Bundled{tools_.bundled, source.wanted, "the repository cannot be reached"});
      chart.fallback = error.what();
      return chart;
    }
  }

  ObtainedChart operator()(const Package& source) const { return fetched(source); }
  ObtainedChart operator()(const Address& source) const { return fetched(source); }
  ObtainedChart operator()(const InRegistry& source) const { return fetched(source); }

 private:
  ObtainedChart from_folder(const Source& source, const fs::path& folder,
                            const std::string& origin) const {
    refuse_proof(request_, origin);
    auto chart = obtained(source);
    chart.origin = origin;
    chart.path = path_for_helm(folder);
    chart.metadata = chart::read_metadata(folder);
    chart::check_is_traffic_manager(chart.metadata, folder.string());
    check_wanted_version(source, chart.metadata, origin);
    return chart;
  }

  ObtainedChart fetched(const Source& source) const {
    const auto package = fetch(source, options_of(request_), tools_);
    auto chart = obtained(source);
    chart.origin = package.origin;
    chart.path = package.path;
    chart.metadata = package.metadata;
    chart.digest = package.digest;
    chart.promised_by = package.promised_by;
    chart.signed_by = verify_signature(package, request_.signature, tools_);
    return chart;
  }

  static ObtainedChart obtained(const Source& source) {
    ObtainedChart chart;
    chart.source = kind_of(source);
    chart.reason = reason_of(source);
    chart.wanted = wanted_of(source);
    return chart;
  }

  // Whether the bundled chart may stand in for the repository's: only of the very version that was
  // wanted, and never when more was asked than it can prove.
  bool is_bundled_enough(const WantedVersion& wanted) const {
    const auto version = chart::read_metadata(tools_.bundled).version;
    const auto only = wanted.range.only();
    return only && only->to_string() == version.to_string() && !options_of(request_).want_proof();
  }

  const ChartRequest& request_;
  const Tools& tools_;
};

// How the chart of the client's version is had; values and other flags are the user's to keep.
struct WayToClientsChart {
  const SourceRequest& request;
  const TelepresenceClient& client;

  std::string operator()(const Bundled& /*source*/) const {
    const bool differ = chart::editions_differ(client.version.value());
    const auto pull = pull_command(client.version_text(), differ ? client.edition : std::nullopt);
    return request.offline
               ? fmt::format(
                     "leave --offline out. Without a network: fetch it where there is one "
                     "with `{}`, and give the file to --chart in place of --offline",
                     pull)
               : fmt::format(
                     "unset HELM_TELEPRESENCE_OFFLINE. Without a network: fetch it where "
                     "there is one with `{}`, and give the file to --chart",
                     pull);
  }

  std::string operator()(const Folder& /*source*/) const { return another_chart(); }
  std::string operator()(const Package& /*source*/) const { return another_chart(); }
  std::string operator()(const Address& /*source*/) const { return another_chart(); }

  std::string operator()(const InRegistry& source) const {
    if (!request.chart || request.version) return another_version();
    return fmt::format("the same command with --chart {}:{}", source.name, client.version_text());
  }

  std::string operator()(const InRepository& /*source*/) const { return another_version(); }

 private:
  std::string another_chart() const {
    return fmt::format("the same command with the one of {} for --chart{}", client.version_text(),
                       request.version ? " and --version" : "");
  }

  std::string another_version() const {
    return "the same command with --version " + client.version_text();
  }
};

ClientFit client_fit(const ChartRequest& request, const Resolved& resolved) {
  ClientFit fit{resolved.client, request.version_check, {}};
  if (resolved.client && resolved.client->version) {
    fit.way_to_its_chart =
        std::visit(WayToClientsChart{request.source, *resolved.client}, resolved.source);
  }
  return fit;
}

}  // namespace

ObtainedChart obtain_chart(const ChartRequest& request, const Tools& tools) {
  const auto resolved = resolve(request.source, tools);
  const auto fit = client_fit(request, resolved);
  // What cannot fit is not even fetched.
  if (const auto wanted = wanted_of(resolved.source); wanted && wanted->range.only()) {
    check_asked_version(*wanted->range.only(), fit);
  }
  auto chart = std::visit(Obtainer(request, tools), resolved.source);
  check_chart_version(chart.metadata.version, fit);
  check_edition(chart.metadata, request.source.edition, resolved.client);
  chart.client = resolved.client;
  return chart;
}

}  // namespace telepresence::supply
