#include "cli/flags/output.hpp"

#include "cli/flags/words.hpp"

namespace telepresence::cli {

void add_output_flag(CLI::App& app, OutputFormat& format) {
  add_word<OutputFormat>(
      app, {"-o,--output", "", "form of the report: text, json or yaml, e.g. -o json"}, format);
}

void add_output_flag(CLI::App& app, ListFormat& format) {
  add_word<ListFormat>(
      app, {"-o,--output", "", "form of the report: text, wide, json or yaml, e.g. -o wide"},
      format);
}

}  // namespace telepresence::cli
