// The agent injector: the webhook of a Traffic Manager that puts agents into pods. Its
// failurePolicy is Ignore, so that nobody notices when the API server does not reach it.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "cluster/kubectl.hpp"
#include "util/progress.hpp"
#include "util/semver.hpp"
#include "util/words.hpp"

namespace telepresence::cluster {

// The Service that the webhook calls.
struct Injector {
  std::string service = "agent-injector";
  std::string port = "https";  // a number or a name
};

// Where the API server passes on what is asked of it, to be followed by a path of its own. `in` is
// the Service's namespace.
std::string proxied(const Injector& injector, const std::string& in);

struct InjectorAnswer {
  enum class State { alive, silent, unknown };
  State state = State::unknown;
  // Of one that is not alive: whether its program answers all the same, past the webhook.
  bool runs = false;
  std::string why;  // what the API server said of it, or why it could not be asked
};

constexpr auto words_of(InjectorAnswer::State) {
  using State = InjectorAnswer::State;
  return std::array{Word{State::alive, "alive"}, Word{State::silent, "silent"},
                    Word{State::unknown, "unknown"}};
}

struct InjectorQuestion {
  Injector injector;
  std::string release_namespace;
  std::string managed_namespace;  // one where it injects
  std::filesystem::path pod;      // a file with check_pod
  std::optional<Version> chart;   // of its Traffic Manager; nothing where it is not known
};

// A pod that nothing owns and that asks for an agent. An injector denies it, since it cannot find
// its workload: that proves Service, certificate and program. Nothing is made of it.
// Source: seen with Traffic Manager 2.18.1.
std::string_view check_pod();

// Asks by a server-side dry run, and one that did not act on the pod through the API server's proxy
// too. An injector newer than 2.18, or whose chart is not known, may let the pod pass: of such a
// one that runs it is not known whether the API server reaches it. Throws Error (interrupted).
InjectorAnswer ask_injector(const InjectorQuestion& question, const Kubectl& kubectl,
                            const Tick& tick);

// The cloud that a node of the cluster is of: "gce", "aws", …; "" when nobody says, or in words
// that cannot be read: only a hint needs it.
std::string cloud_of_nodes(const Kubectl& kubectl, const Tick& tick);

}  // namespace telepresence::cluster
