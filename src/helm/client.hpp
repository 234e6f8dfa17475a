// Runs the user's helm.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "helm/arguments.hpp"
#include "helm/binary.hpp"
#include "helm/connection.hpp"
#include "helm/messages.hpp"
#include "platform/children.hpp"
#include "platform/environment.hpp"
#include "util/progress.hpp"

namespace telepresence::helm {

// A helm command that only reads.
struct Reading {
  Arguments arguments;
  std::string doing;                    // what is tried, for an error: "list the releases"
  std::chrono::seconds time_limit{30};  // longer means an API server that never answers
};

// What helm printed, or why there is nothing.
struct Reply {
  std::optional<std::string> output;
  std::string failure;            // without output: one line
  std::string words;              // and helm's own words; none where they have a part of a value
  Failure kind = Failure::other;  // what they say
};

// Whether a question failed since a credential plugin did: there are some that only one program can
// use at a time.
bool lacked_credentials(const platform::Outcome& outcome);

class Client {
 public:
  // `environment` is what the child helm gets: the global flags are in it.
  Client(Binary binary, platform::Environment environment, platform::ProgramListener listener = {});

  const Binary& binary() const { return binary_; }

  // The same helm, for that cluster.
  Client on(const Connection& connection) const;

  // The same helm, whose children Ctrl-C does not reach: for repairs that must finish.
  Client shielded() const;

  // The kind of object that it keeps its records in, by HELM_DRIVER: "Secret", "ConfigMap", or ""
  // for none.
  std::string record_kind() const;

  // The same helm without --debug, which would print values among what it prints.
  Client without_debug() const;

  // Why no cluster is reached, of what helm said: see helm/messages; and which file of KUBECONFIG
  // is not there, of which helm says nothing.
  std::string describe_unreachable(const std::string& words) const;

  // A command for platform::run: an operation, output captured, stdin a terminal or nothing.
  platform::Command command(const Arguments& arguments) const;

  // A command for platform::run, and what it replied. For what is not waited for at once; read()
  // does both.
  platform::Command question(const Reading& reading) const;
  Reply reply(platform::Outcome outcome, const Reading& reading) const;

  // Runs all of them at the same time; a reply for each, in their order. One that has no answer
  // within its time limit, or prints more than 8 MiB, has failed. Throws Error (interrupted).
  std::vector<Reply> read(const std::vector<Reading>& readings, const Tick& tick = {}) const;

 private:
  std::string failure_line(const platform::Outcome& outcome, const Reading& reading) const;

  Binary binary_;
  platform::Environment environment_;
  platform::ProgramListener listener_;
  platform::Command::Interrupt interrupt_ = platform::Command::Interrupt::forward;
};

}  // namespace telepresence::helm
