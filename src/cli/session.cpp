#include "cli/session.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "platform/parent.hpp"
#include "platform/program.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

namespace fs = std::filesystem;

bool is_true(const std::optional<std::string>& value) { return value == "true" || value == "1"; }

// The plugin's folder: where helm says it is, else the one above the binary's.
fs::path plugin_folder(const platform::Environment& environment) {
  if (const auto folder = environment.get("HELM_PLUGIN_DIR")) {
    if (fs::exists(fs::path(*folder) / "plugin.yaml")) return *folder;
  }
  return platform::executable_path().parent_path().parent_path();
}

}  // namespace

Session::Session(platform::Environment environment, const GlobalOptions& options)
    : environment_(std::move(environment)), quiet_(options.quiet) {
  for (const auto& [name, value] : options.variables) environment_.set(name, value);
  if (options.kubeconfig) environment_.set("KUBECONFIG", *options.kubeconfig);
  if (options.debug) environment_.set("HELM_DEBUG", "true");
  debug_ = is_true(environment_.get("HELM_DEBUG"));
}

helm::Binary Session::helm_binary() const { return helm::find(environment_); }

helm::Client Session::helm() const { return client(environment_); }

helm::Client Session::helm_for_dry_run() const {
  auto environment = environment_;
  environment.set("HELM_DEBUG", "false");
  return client(environment);
}

helm::Client Session::client(const platform::Environment& environment) const {
  auto binary = helm_binary();
  debug(fmt::format("helm: {} ({})", binary.path.string(), binary.version_text));
  return helm::Client(std::move(binary), environment,
                      [this](const std::string& line) { debug(line); });
}

net::HttpClient Session::http() const {
  return net::HttpClient(environment_, [this](const std::string& line) { debug(line); });
}

supply::ChartTools Session::chart_tools(net::HttpClient& http) const {
  return {charts().bundled, environment_, http, [this] { return helm(); }};
}

PluginCharts Session::charts() const {
  const auto folder = plugin_folder(environment_);
  return {folder / "chart", folder / "probe"};
}

release::Target Session::target(const release::TargetRequest& request) const {
  auto target = release::resolve_target(request, environment_, platform::read_parent());
  debug(fmt::format("namespace: {} ({})", target.manager_namespace, target.reason));
  return target;
}

void Session::debug(const std::string& line) const {
  if (!debug_) return;
  // Not fmt::print, which throws when the terminal is gone: an undo must not fail of that.
  std::fputs(fmt::format("[debug] {}\n", text::printable(line)).c_str(), stderr);
}

}  // namespace telepresence::cli
