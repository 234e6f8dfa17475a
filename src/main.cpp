// The helm-telepresence program: everything is in cli/.
#include "cli/application.hpp"

int main(int argc, char** argv) { return telepresence::cli::run(argc, argv); }
