// What a child prints to one of its streams, kept up to a limit.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "platform/command.hpp"

namespace telepresence::platform {

class Capture {
 public:
  Capture() = default;
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  Capture(Capture&&) = delete;
  Capture& operator=(Capture&&) = delete;
  virtual ~Capture() = default;

  // Where the child has to write; of use until child_started().
  virtual int child_end() const = 0;
  virtual void child_started() {}

  // Readable when there is something to collect; -1 when that cannot be told.
  virtual int readable_fd() const { return -1; }

  // Takes in what was printed since the last call. Never waits.
  virtual void collect() = 0;

  // More was printed than the limit.
  virtual bool is_cut() const = 0;

  // Bytes that were printed.
  virtual std::size_t size() const = 0;

  // The line that was printed last, if it has no end yet, and where it begins; up to 1 KB.
  struct UnfinishedLine {
    std::size_t begin = 0;
    std::string text;
  };
  virtual UnfinishedLine unfinished_line() const = 0;

  // What was collected; once.
  virtual std::string take() = 0;
};

// `limit`: bytes. Throws Error (environment).
std::unique_ptr<Capture> make_capture(Command::Work work, std::size_t limit);

}  // namespace telepresence::platform
