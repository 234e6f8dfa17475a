#include "cli/complete.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <optional>

#include "cli/session.hpp"
#include "commands/complete.hpp"
#include "helm/parent_command.hpp"
#include "platform/parent.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

// cobra's ShellCompDirective, as bits.
constexpr int files_too = 0;
constexpr int no_space = 2;
constexpr int no_files = 4;
constexpr int keep_order = 32;

void print_directive(int directive) { fmt::print(":{}\n", directive); }

void print_completion(const commands::Completion& completion) {
  for (const auto& [word, meaning] : completion.candidates) {
    // What the shell would write must be what was meant.
    if (text::printable(word) != word) continue;
    fmt::print("{}{}\n", word, meaning.empty() ? "" : '\t' + text::printable(meaning));
  }
  print_directive(no_files | (completion.goes_on ? no_space : 0) |
                  (completion.is_ordered ? keep_order : 0));
}

// Of the flag that helm has taken out of the words together with what is behind it.
std::optional<commands::Topic> topic_cut_out(const std::optional<platform::ParentProcess>& parent) {
  const auto flag = parent ? helm::flag_of_last_word(parent->arguments) : std::nullopt;
  if (flag == "-n" || flag == "--namespace") return commands::Topic::namespaces;
  if (flag == "--kube-context") return commands::Topic::contexts;
  return std::nullopt;
}

void print_candidates(const std::vector<std::string>& arguments,
                      const platform::Environment& environment) {
  const auto parent = platform::read_parent();
  const auto& topic_word = arguments.at(0);
  const auto topic =
      topic_word == "cut-out" ? topic_cut_out(parent) : from_word<commands::Topic>(topic_word);
  if (!topic) return print_directive(files_too);
  commands::World world(environment, helm::caller_of(parent, environment), charts_of(environment),
                        {});
  print_completion(commands::complete(
      {*topic, arguments.at(1), {arguments.begin() + 2, arguments.end()}}, world));
}

}  // namespace

int complete(const std::vector<std::string>& arguments, const platform::Environment& environment) {
  try {
    print_candidates(arguments, environment);
  } catch (const std::exception&) {
    print_directive(no_files);
  }
  return 0;
}

}  // namespace telepresence::cli
