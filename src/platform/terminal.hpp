// What is at the other end of stdout and stderr.
#pragma once

#include <cstddef>

#include "platform/environment.hpp"

namespace telepresence::platform {

// Whether a person reads the stream: a terminal, and not TERM=dumb.
bool is_terminal(int fd, const Environment& environment);

// Columns of the terminal, or of $COLUMNS, or 80.
std::size_t terminal_width(int fd, const Environment& environment);

}  // namespace telepresence::platform
