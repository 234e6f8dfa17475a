#include "helm/client.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "helm/messages.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::helm {
namespace {

// Where client-go looks that was given no configuration.
constexpr std::string_view default_server = "http://localhost:8080/";

// Those of KUBECONFIG's files that do not exist.
std::vector<std::string> missing_files(const std::string& kubeconfig) {
  std::vector<std::string> missing;
  std::error_code error;
  for (const auto& file : text::split(kubeconfig, ':')) {
    if (!file.empty() && !std::filesystem::exists(file, error)) missing.push_back(file);
  }
  return missing;
}

// Of a failure that has to do with values: which of them.
std::string describe_unreadable(const std::string& words) {
  const auto file = unreadable_file(words);
  if (file.is_no_address) return "the address of a values file is no URL";
  if (!file.file.empty()) return fmt::format("the values file {} cannot be read", file.file);
  const auto flag = unreadable_flag(words);
  if (flag.empty()) return "its values cannot be read";
  return fmt::format(
      "what {} gives cannot be parsed ({})", flag,
      flag == "--set-json" ? "it has to be JSON" : "a comma in a value is written as `\\,`");
}

// Some credential plugins listen on a port, which only one of them can have at a time, and some ask
// for a password: two at a time would ask at once, so only the first is let to the terminal.
std::vector<platform::Outcome> run_at_once(const std::vector<platform::Command>& commands,
                                           const Tick& tick) {
  auto started = commands;
  for (std::size_t i = 1; i < started.size(); ++i) {
    started[i].terminal = platform::Command::Terminal::none;
  }
  auto outcomes = platform::run_all(started, tick);
  if (commands.size() == 1) return outcomes;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (lacked_credentials(outcomes[i])) outcomes[i] = platform::run(commands[i], tick);
  }
  return outcomes;
}

}  // namespace

bool lacked_credentials(const platform::Outcome& outcome) {
  return !outcome.succeeded() && is_about_a_credential_plugin(outcome.error_output);
}

Client::Client(Binary binary, platform::Environment environment, platform::ProgramListener listener)
    : binary_(std::move(binary)),
      environment_(std::move(environment)),
      listener_(std::move(listener)) {}

Client Client::on(const Connection& connection) const {
  Client copy = *this;
  copy.environment_ = environment_on(connection, std::move(copy.environment_));
  return copy;
}

Client Client::shielded() const {
  Client copy = *this;
  copy.interrupt_ = platform::Command::Interrupt::shield;
  return copy;
}

// Source: Configuration.Init of helm.sh/helm/v4/pkg/action.
std::string Client::record_kind() const {
  const auto driver = environment_.get("HELM_DRIVER").value_or("");
  if (driver.empty() || driver == "secret" || driver == "secrets") return "Secret";
  return driver == "configmap" || driver == "configmaps" ? "ConfigMap" : "";
}

Client Client::without_debug() const {
  Client copy = *this;
  copy.environment_.set("HELM_DEBUG", "false");
  return copy;
}

std::string Client::describe_unreachable(const std::string& words) const {
  if (words.find(default_server) != std::string::npos) {
    const auto missing = missing_files(environment_.get("KUBECONFIG").value_or(""));
    if (!missing.empty()) {
      return fmt::format("there is no kubeconfig file {}", text::join(missing, ", "));
    }
  }
  return helm::describe_unreachable(words);
}

std::string Client::failure_line(const platform::Outcome& outcome, const Reading& reading) const {
  const auto& doing = reading.doing;
  if (outcome.timed_out) {
    return fmt::format("cannot {}: no answer within {} s", doing, reading.time_limit.count());
  }
  if (outcome.output_cut) return fmt::format("cannot {}: helm's answer is too long", doing);
  switch (classify(outcome.error_output)) {
    case Failure::unreachable:
      return fmt::format("cannot {}: {}", doing, describe_unreachable(outcome.error_output));
    case Failure::connection_lost:
      return fmt::format("cannot {}: the cluster cannot be reached", doing);
    case Failure::forbidden:
      return fmt::format("cannot {}: the cluster does not allow it", doing);
    case Failure::not_admitted:
      return fmt::format("cannot {}: {}", doing, reason_not_admitted(outcome.error_output));
    case Failure::flag_unreadable:
    case Failure::values_unreadable:
      return fmt::format("cannot {}: {}", doing, describe_unreadable(outcome.error_output));
    default:
      return fmt::format("cannot {}", doing);
  }
}

platform::Command Client::command(const Arguments& arguments) const {
  if (listener_.trace)
    listener_.trace(fmt::format("run: {} {}", binary_.path.string(), redacted(arguments)));
  platform::Command command;
  command.arguments = arguments;
  command.arguments.insert(command.arguments.begin(), binary_.path.string());
  command.environment = environment_;
  // Credential plugins that always ask (interactiveMode: Always) want a terminal there.
  command.input = platform::Command::Input::terminal;
  command.prompt = listener_.prompt;
  command.interrupt = interrupt_;
  return command;
}

platform::Command Client::question(const Reading& reading) const {
  auto question = command(reading.arguments);
  question.work = platform::Command::Work::question;
  question.time_limit = reading.time_limit;
  return question;
}

Reply Client::reply(platform::Outcome outcome, const Reading& reading) const {
  if (outcome.interrupted) throw Error(ErrorKind::interrupted, "interrupted");
  if (outcome.succeeded()) return {std::move(outcome.output), {}, {}};
  Reply reply{std::nullopt, failure_line(outcome, reading), {}, classify(outcome.error_output)};
  if (!repeats_values(outcome.error_output)) reply.words = std::move(outcome.error_output);
  return reply;
}

std::vector<Reply> Client::read(const std::vector<Reading>& readings, const Tick& tick) const {
  std::vector<platform::Command> commands;
  commands.reserve(readings.size());
  for (const auto& reading : readings) commands.push_back(question(reading));
  auto outcomes = run_at_once(commands, tick);
  std::vector<Reply> replies;
  replies.reserve(outcomes.size());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    replies.push_back(reply(std::move(outcomes[i]), readings[i]));
  }
  return replies;
}

}  // namespace telepresence::helm
