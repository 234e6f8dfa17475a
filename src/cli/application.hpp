// The process boundary: arguments in, exit status out.
#pragma once

namespace telepresence::cli {

// Runs one command line. Prints the one error there may be, to stderr. Exit status: 0;
// 1 for any failure; 130 when it was interrupted; 2 where a command was asked to tell a result so.
int run(int argc, char** argv);

}  // namespace telepresence::cli
