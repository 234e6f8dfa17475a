// -o, --output
#pragma once

#include "cli/report/format.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace telepresence::cli {

void add_output_flag(CLI::App& app, OutputFormat& format);
void add_output_flag(CLI::App& app, ListFormat& format);

}  // namespace telepresence::cli
