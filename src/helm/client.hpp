// Runs the user's helm.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "helm/arguments.hpp"
#include "helm/binary.hpp"
#include "platform/children.hpp"
#include "platform/environment.hpp"

namespace telepresence::helm {

class Client {
 public:
  // `environment` is what the child helm gets: the global flags are in it. `trace`,
  // when set, is told each command line before it runs, values left out.
  Client(Binary binary, platform::Environment environment,
         std::function<void(const std::string&)> trace = {});

  const Binary& binary() const { return binary_; }

  // The same helm, whose children Ctrl-C does not reach: for repairs that must finish.
  Client shielded() const;

  // A command for platform::run: an operation, output captured, no stdin.
  platform::Command command(const Arguments& arguments) const;

  // Runs a helm command that only reads, and gives its stdout. `doing` says in an
  // error what was tried ("list the releases"). Throws Error: interrupted, or cluster
  // when helm fails, has no answer within 30 s, or prints more than 16 MiB.
  std::string read(const Arguments& arguments, const std::string& doing,
                   const Tick& tick = {}) const;

  // Like read, for several at the same time; one answer for each.
  struct Question {
    Arguments arguments;
    std::string doing;
  };
  struct Answer {
    std::optional<std::string> output;  // nothing when helm failed
    std::string failure;                // then: one line
    std::string words;                  // and helm's own words
  };
  std::vector<Answer> ask(const std::vector<Question>& questions, const Tick& tick = {}) const;

 private:
  Binary binary_;
  platform::Environment environment_;
  std::function<void(const std::string&)> trace_;
  platform::Command::Interrupt interrupt_ = platform::Command::Interrupt::forward;
};

}  // namespace telepresence::helm
