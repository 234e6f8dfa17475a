#include "commands/world.hpp"

#include <fmt/format.h>

#include <utility>

#include "chart/cache.hpp"
#include "helm/binary.hpp"

namespace telepresence::commands {

World::World(platform::Environment environment, helm::Caller caller, PluginCharts charts,
             Listeners listeners)
    : environment_(std::move(environment)),
      caller_(std::move(caller)),
      charts_(std::move(charts)),
      listeners_(std::move(listeners)) {}

platform::ProgramListener World::program_listener() const {
  return {listeners_.debug, progress().prompt};
}

const helm::Client& World::helm() {
  if (!helm_) {
    auto binary = helm::find(environment_);
    debug(fmt::format("helm: {} ({})", binary.path.string(), binary.version_text));
    helm_.emplace(std::move(binary), environment_, program_listener());
  }
  return *helm_;
}

net::HttpClient& World::http() {
  if (!http_) http_ = std::make_unique<net::HttpClient>(environment_, listeners_.debug);
  return *http_;
}

supply::Tools World::supply_tools() {
  return {charts_.bundled, environment_, [this]() -> net::HttpClient& { return http(); },
          [this]() -> const helm::Client& { return helm(); }, progress()};
}

release::Tools World::release_tools(const helm::Connection& connection) {
  return {helm().on(connection),
          cluster::Kubectl::find(environment_, connection, program_listener()), charts_.probe,
          chart::Cache(environment_).scratch(), progress()};
}

}  // namespace telepresence::commands
