#include "cluster/rendered.hpp"

#include <utility>

#include "util/product.hpp"

namespace telepresence::cluster {

Question<std::string> rendered(const std::string& chart, const std::string& release_namespace,
                               const helm::Arguments& values) {
  helm::Reading reading;
  reading.arguments = {"template",    release_name,      chart,
                       "--namespace", release_namespace, "--skip-tests"};
  reading.arguments.insert(reading.arguments.end(), values.begin(), values.end());
  reading.doing = "render the chart";
  return {std::move(reading), [](const std::string& printed) { return printed; }};
}

}  // namespace telepresence::cluster
