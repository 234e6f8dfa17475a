// The start of a program. By hand, as posix_spawn can neither ignore a signal nor send one at the
// parent's end.
#pragma once

#include <sys/types.h>

#include "platform/command.hpp"

namespace telepresence::platform {

// Starts `command` with stdout and stderr at these file descriptors; -1: at this process's own.
// Of `command` only arguments, environment, work, input, interrupt and terminal count here.
//
// A hang-up of the terminal is kept from every child: it is for this process to tell the child
// with SIGINT, at which helm marks its release; a SIGHUP would kill it. On Linux an
// operation gets SIGINT at the end of the thread that started it, a question SIGKILL.
//
// Throws Error (environment) when the program cannot be run.
pid_t spawn(const Command& command, int output, int error_output);

}  // namespace telepresence::platform
