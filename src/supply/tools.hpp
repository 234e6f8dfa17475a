// What this room needs of the world.
#pragma once

#include <filesystem>
#include <functional>

#include "helm/client.hpp"
#include "net/http.hpp"
#include "platform/environment.hpp"
#include "util/progress.hpp"

namespace telepresence::supply {

struct Tools {
  std::filesystem::path bundled;  // the folder of the chart that the plugin carries
  const platform::Environment& environment;
  std::function<net::HttpClient&()> http;
  std::function<const helm::Client&()> helm;  // for registries and signatures alone
  const Progress& progress;
};

}  // namespace telepresence::supply
