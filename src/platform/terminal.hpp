// What is at the other end of stdout and stderr, and whether there is a terminal.
#pragma once

#include <cstddef>

#include "platform/environment.hpp"

namespace telepresence::platform {

// Whether a person reads the stream: a terminal, and not TERM=dumb.
bool is_terminal(int fd, const Environment& environment);

// Whether the terminal at `fd` is for this process to draw on: not in the background, nor one whose
// shell has it back, as after Ctrl-C, of which helm dies and leaves its plugin behind.
bool is_in_foreground(int fd);

// Whether what is typed at the terminal at `fd` is shown: not while a password is asked for.
bool echoes(int fd);

// Columns of the terminal, or of $COLUMNS, or 80.
std::size_t terminal_width(int fd, const Environment& environment);

// Whether this process has a terminal at all, wherever its streams go: /dev/tty can be opened.
bool has_controlling_terminal();

}  // namespace telepresence::platform
