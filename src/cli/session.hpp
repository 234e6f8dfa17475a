// What one command line has at hand: the environment with the global flags applied,
// the plugin's own files, the user's helm.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "helm/client.hpp"
#include "net/http.hpp"
#include "platform/environment.hpp"
#include "release/target.hpp"
#include "supply/tools.hpp"

namespace telepresence::cli {

// Flags that every subcommand takes.
struct GlobalOptions {
  bool debug = false;
  bool quiet = false;
  std::optional<std::string> kubeconfig;
  std::map<std::string, std::string> variables;  // helm's global flags, by their variable
};

// Where the charts are that come with the plugin.
struct PluginCharts {
  std::filesystem::path bundled;  // the Traffic Manager's
  std::filesystem::path probe;    // reads the cluster, see cluster/probe
};

class Session {
 public:
  Session(platform::Environment environment, const GlobalOptions& options);

  const platform::Environment& environment() const { return environment_; }
  bool quiet() const { return quiet_; }

  // Throws Error (environment) when helm cannot be used.
  helm::Binary helm_binary() const;
  helm::Client helm() const;
  // For a command whose stdout is helm's own: helm's --debug would print values there.
  helm::Client helm_for_dry_run() const;

  net::HttpClient http() const;
  // What a chart is fetched with; helm is looked for when it is needed first.
  struct Doors {
    net::HttpClient http;
    std::optional<helm::Client> helm;
    Progress progress;
  };
  // Valid as long as this and `doors`.
  supply::Tools chart_tools(Doors& doors) const;

  PluginCharts charts() const;
  release::Target target(const release::TargetRequest& request) const;

  // One line on stderr, only with --debug.
  void debug(const std::string& line) const;

 private:
  helm::Client client(const platform::Environment& environment) const;

  platform::Environment environment_;
  bool debug_ = false;
  bool quiet_ = false;
};

}  // namespace telepresence::cli
