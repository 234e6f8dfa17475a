// What a use case has at hand: doors to the world, never options. A command line makes one, and so
// can a test or a program that runs a use case on many clusters.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "helm/client.hpp"
#include "helm/parent_command.hpp"
#include "net/http.hpp"
#include "platform/command.hpp"
#include "platform/environment.hpp"
#include "release/tools.hpp"
#include "supply/tools.hpp"
#include "util/finding.hpp"
#include "util/progress.hpp"

namespace telepresence::commands {

// Where the charts are that come with the plugin.
struct PluginCharts {
  std::filesystem::path bundled;  // the Traffic Manager's
  std::filesystem::path probe;    // reads the cluster, see cluster/probe
};

// What a use case tells while it works; all of it may be left out.
struct Listeners {
  Progress progress;
  std::function<void(const Finding&)> warn = [](const Finding&) {};  // before the report
  std::function<void(const std::string&)> debug = [](const std::string&) {};
};

class World {
 public:
  // `environment` has helm's global flags in it, as helm hands them to a plugin.
  World(platform::Environment environment, helm::Caller caller, PluginCharts charts,
        Listeners listeners);
  // What the rooms below got refers to it.
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  World(World&&) = delete;
  World& operator=(World&&) = delete;
  ~World() = default;

  const platform::Environment& environment() const { return environment_; }
  const helm::Caller& caller() const { return caller_; }
  const PluginCharts& charts() const { return charts_; }
  const Progress& progress() const { return listeners_.progress; }

  void warn(const Finding& finding) const { listeners_.warn(finding); }
  void debug(const std::string& line) const { listeners_.debug(line); }

  // Found and asked for its version when it is first needed; for what needs no cluster. Throws
  // Error (environment) when it cannot be used.
  const helm::Client& helm();
  net::HttpClient& http();

  // What the rooms below need of all this; valid as long as the World.
  supply::Tools supply_tools();
  release::Tools release_tools(const helm::Connection& connection);

 private:
  platform::ProgramListener program_listener() const;

  platform::Environment environment_;
  helm::Caller caller_;
  PluginCharts charts_;
  Listeners listeners_;
  std::optional<helm::Client> helm_;
  std::unique_ptr<net::HttpClient> http_;
};

}  // namespace telepresence::commands
