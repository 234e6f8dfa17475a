// The process boundary: arguments in, exit status out.
#pragma once

namespace telepresence::cli {

// Runs one command line. Prints the one error there may be, to stderr. Exit status: 0;
// 1 for any failure; 130 when it was interrupted.
int run(int argc, char** argv);

}  // namespace telepresence::cli
