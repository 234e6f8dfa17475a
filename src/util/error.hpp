// The one error type of this project. It is thrown where something goes wrong and
// printed once, at the process boundary (cli/main_entry).
#pragma once

#include <stdexcept>
#include <string>

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
  // `message`: what went wrong and where, one line without a final stop.
  // `hint`: what to do about it; may be empty or several lines.
  // `details`: another program's own words, shown whole; may be empty.
  explicit Error(ErrorKind kind, const std::string& message, std::string hint = {},
                 std::string details = {})
      : std::runtime_error(message),
        kind_(kind),
        hint_(std::move(hint)),
        details_(std::move(details)) {}

  // The same error with a further line to its hint.
  Error with_hint(const std::string& line) const {
    return Error(kind_, what(), hint_.empty() ? line : hint_ + '\n' + line, details_);
  }

  ErrorKind kind() const { return kind_; }
  const std::string& hint() const { return hint_; }
  const std::string& details() const { return details_; }

 private:
  ErrorKind kind_;
  std::string hint_;
  std::string details_;
};

}  // namespace telepresence
