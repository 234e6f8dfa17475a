// Why an operation failed, as it is told.
#pragma once

#include <string>

#include "util/error.hpp"
#include "util/finding.hpp"

namespace telepresence::release {

struct Cause {
  ErrorKind kind = ErrorKind::helm;
  Finding finding;
  std::string details;  // helm's words, and why pods are not ready
};

Cause cause(ErrorKind kind, const char* id, const std::string& text,
            const std::string& remedy = {});

// The same, of an object of the cluster, or a file.
Cause about(const std::string& object, Cause cause);

// What is said alike of what a look before finds and of what a failure tells afterwards.
std::string text_of_claim(const std::string& claimed, const std::string& owner);
std::string text_of_conflict(const std::string& object, const std::string& manager,
                             const std::string& fields);
// `wanted`: what the chart takes.
std::string text_of_kubernetes(const std::string& wanted, const std::string& found);
constexpr const char* advice_on_chart_versions =
    "Which versions of the chart there are: `helm telepresence chart list`";
constexpr const char* advice_on_conflict =
    "To set it as the chart says: add `-- --force-conflicts`.";
constexpr const char* advice_on_own_namespace =
    "Leave --create-namespace=false out, or create it first.";
constexpr const char* advice_on_second_agent =
    "Only one Ambassador Agent can watch the whole cluster. To install without a second one: "
    "--set ambassador-agent.enabled=false";

}  // namespace telepresence::release
