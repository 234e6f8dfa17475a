#include "cluster/kubectl.hpp"

#include <fmt/format.h>

#include <utility>

#include "helm/client.hpp"
#include "helm/global_flags.hpp"
#include "platform/children.hpp"
#include "platform/program.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::cluster {
namespace {

// As flags of kubectl, which reads none of helm's variables.
helm::Arguments flags_of(const platform::Environment& environment) {
  helm::Arguments flags;
  for (const auto& flag : helm::global_flags()) {
    const auto value = environment.get(std::string(flag.variable));
    if (!value || flag.kubectl.empty()) continue;
    const auto values = flag.repeats ? text::split(*value, ',') : std::vector{*value};
    for (const auto& one : values) flags.push_back(fmt::format("{}={}", flag.kubectl, one));
  }
  return flags;
}

}  // namespace

Kubectl::Kubectl(std::filesystem::path path, platform::Environment environment,
                 platform::ProgramListener listener)
    : path_(std::move(path)),
      environment_(std::move(environment)),
      listener_(std::move(listener)),
      where_(flags_of(environment_)) {}

std::optional<Kubectl> Kubectl::find(const platform::Environment& environment,
                                     const helm::Connection& connection,
                                     platform::ProgramListener listener) {
  const auto server = environment.get("HELM_KUBEAPISERVER").value_or("");
  const bool has_login = server.find('@') != std::string::npos;
  if (has_login || environment.get("HELM_KUBETOKEN")) return std::nullopt;
  auto path = platform::find_program("kubectl", environment);
  if (!path) return std::nullopt;
  auto its_environment = helm::environment_on(connection, environment);
  // The user's own preferences may make it ask before each delete, and do nothing unanswered.
  its_environment.set("KUBERC", "off");
  return Kubectl(*std::move(path), std::move(its_environment), std::move(listener));
}

Kubectl Kubectl::shielded() const {
  Kubectl copy = *this;
  copy.interrupt_ = platform::Command::Interrupt::shield;
  return copy;
}

platform::Command Kubectl::question(const helm::Arguments& arguments) const {
  return command(arguments, platform::Command::Work::question);
}

platform::Command Kubectl::operation(const helm::Arguments& arguments) const {
  return command(arguments, platform::Command::Work::operation);
}

platform::Outcome Kubectl::outcome_of(const platform::Command& command, const Tick& tick) {
  try {
    return platform::outcome_of(command, tick);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::environment) throw;
    platform::Outcome failed;
    failed.exit_code = 1;
    failed.error_output = error.what();
    return failed;
  }
}

platform::Outcome Kubectl::answer_to(const platform::Command& question, const Tick& tick) {
  auto outcome = outcome_of(question, tick);
  return helm::lacked_credentials(outcome) ? outcome_of(question, tick) : outcome;
}

bool Kubectl::carry_out(const helm::Arguments& arguments) const {
  return outcome_of(shielded().operation(arguments), {}).succeeded();
}

platform::Command Kubectl::command(const helm::Arguments& arguments,
                                   platform::Command::Work work) const {
  platform::Command command;
  command.arguments = {path_.string()};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.arguments.insert(command.arguments.end(), where_.begin(), where_.end());
  if (listener_.trace) listener_.trace("run: " + text::join(command.arguments, " "));
  command.environment = environment_;
  command.input = platform::Command::Input::terminal;  // as helm's
  command.prompt = listener_.prompt;
  command.work = work;
  command.interrupt = interrupt_;
  command.time_limit = std::chrono::seconds(30);
  return command;
}

}  // namespace telepresence::cluster
