// Something that is found out about a cluster, a file or a command, and that a person should know.
#pragma once

#include <string>

namespace telepresence {

enum class Severity {
  info,     // worth knowing
  warning,  // it works, but not as it may have been meant
  error,    // it does not work
};

struct Finding {
  // A stable word for scripts, "namespace-claimed". docs/troubleshooting.md has a heading for each.
  std::string id;
  Severity severity = Severity::error;
  std::string object;  // what it is about, "ConfigMap traffic-manager-claim in staging"; may be ""
  std::string text;    // what is so: one line, without a final stop
  std::string remedy;  // what to do: sentences or command lines; "" when there is nothing to do
};

}  // namespace telepresence
