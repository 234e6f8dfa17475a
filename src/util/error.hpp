// The one error type of this project: a finding that ends a command. It is thrown where something
// goes wrong and printed once, at the process boundary (cli/application).
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "util/finding.hpp"

namespace telepresence {

enum class ErrorKind {
  usage,        // the command line is wrong; nothing was tried
  input,        // a file or variable the user gave cannot be used
  environment,  // helm is missing, too old, or cannot be run
  not_found,    // what was asked for is not there
  conflict,     // something of somebody else's is in the way
  cluster,      // the cluster cannot be reached or read
  helm,         // helm ran and failed
  network,      // a server cannot be reached or does not work; another try may succeed
  interrupted,  // Ctrl-C, or the helm that started us ended
};

class Error : public std::runtime_error {
 public:
  // `details`: another program's own words, shown whole; may be empty.
  Error(ErrorKind kind, Finding finding, std::string details = {})
      : std::runtime_error(finding.text),
        kind_(kind),
        finding_(std::move(finding)),
        details_(std::move(details)) {}

  // A finding that has no id of its own.
  // `message`: what went wrong and where, one line without a final stop.
  // `hint`: what to do about it; may be empty or several lines.
  explicit Error(ErrorKind kind, const std::string& message, std::string hint = {},
                 std::string details = {})
      : Error(kind, Finding{{}, Severity::error, {}, message, std::move(hint)},
              std::move(details)) {}

  // The same error with a further line to its hint.
  Error with_hint(const std::string& line) const {
    auto finding = finding_;
    if (!finding.remedy.empty()) finding.remedy += '\n';
    finding.remedy += line;
    return Error(kind_, std::move(finding), details_);
  }

  ErrorKind kind() const { return kind_; }
  const Finding& finding() const { return finding_; }
  const std::string& hint() const { return finding_.remedy; }
  const std::string& details() const { return details_; }

 private:
  ErrorKind kind_;
  Finding finding_;
  std::string details_;
};

}  // namespace telepresence
