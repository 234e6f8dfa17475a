#include "cli/help.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>

#include "cli/flags/operation.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

constexpr const char* program = "helm telepresence";
constexpr std::size_t widest_text = 100;

bool is_root(const CLI::App& app) { return app.get_parent() == nullptr; }

const CLI::App& root_of(const CLI::App& app) {
  return is_root(app) ? app : root_of(*app.get_parent());
}

// "helm telepresence chart pull"
std::string path_of(const CLI::App& app) {
  return is_root(app) ? program : path_of(*app.get_parent()) + ' ' + app.get_name();
}

// " VERSION": what follows a command without a flag's name.
std::string positionals_of(const CLI::App& app) {
  std::string text;
  for (const auto* option : app.get_options()) {
    if (!option->get_positional()) continue;
    const auto name = option->get_name();
    text += option->get_required() ? ' ' + name : fmt::format(" [{}]", name);
  }
  return text;
}

// Name and text in two columns; a name that is too long gets a line for itself.
std::string two_columns(const std::vector<std::pair<std::string, std::string>>& entries,
                        std::size_t width) {
  constexpr std::size_t widest_name = 34;
  constexpr std::size_t narrow = 70;  // below it, texts go under the names
  std::size_t column = 0;
  for (const auto& [name, text] : entries) {
    if (name.size() <= widest_name) column = std::max(column, name.size());
  }
  column = width < narrow ? 4 : column + 4;
  std::string result;
  for (const auto& [name, text] : entries) {
    const auto lines = text::wrap(text, width > column + 20 ? width - column : 20);
    const bool beside = name.size() + 4 <= column;
    result += beside ? fmt::format("  {:<{}}", name, column - 2) : fmt::format("  {}\n", name);
    bool first = true;
    for (const auto& line : lines) {
      result += first && beside ? line + '\n' : fmt::format("{:{}}{}\n", "", column, line);
      first = false;
    }
  }
  return result;
}

std::vector<std::string> flag_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// "-n, --namespace NAME"
std::string usage_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.get_snames()) names.push_back('-' + name);
  for (const auto& name : option.get_lnames()) names.push_back("--" + name);
  std::string usage = text::join(names, ", ");
  const auto value = option.get_type_name();
  // The value of a flag that may stand alone is joined to it. Its text tells that true and false
  // are taken.
  const bool stands_alone = option.get_items_expected_max() == 0;
  if (!stands_alone && !value.empty()) usage += ' ' + value;
  if (stands_alone && !value.empty() && value != "true|false") usage += fmt::format("[={}]", value);
  return usage;
}

using Entries = std::vector<std::pair<std::string, std::string>>;

std::string section(const std::string& title, const Entries& entries, std::size_t width) {
  return entries.empty() ? "" : fmt::format("\n{}:\n{}", title, two_columns(entries, width));
}

std::string flags_section(const CLI::App& app, const std::string& group, const std::string& title,
                          std::size_t width) {
  Entries entries;
  for (const auto* option : app.get_options()) {
    if (option->get_group() == group && !option->get_positional()) {
      entries.emplace_back(usage_of(*option), option->get_description());
    }
  }
  return section(title, entries, width);
}

std::string arguments_section(const CLI::App& app, std::size_t width) {
  Entries entries;
  for (const auto* option : app.get_options()) {
    if (option->get_positional()) {
      entries.emplace_back(option->get_name(true), option->get_description());
    }
  }
  return section("Arguments", entries, width);
}

std::string commands_section(const CLI::App& app, std::size_t width) {
  Entries entries;
  for (const auto* command : app.get_subcommands({})) {
    entries.emplace_back(command->get_name(), command->get_description());
  }
  return section("Commands", entries, width);
}

// What other tools call a command of ours; "" when nothing is known of `command`.
std::string meant_command(const CLI::App& group, const std::string& command) {
  struct Other {
    std::string_view group;
    std::string_view word;
    const char* meant;
  };
  constexpr Other others[] = {
      {"", "ls", "list"},
      {"", "remove", "uninstall"},
      {"", "rm", "uninstall"},
      {"", "delete", "uninstall"},
      {"", "del", "uninstall"},
      {"chart", "ls", "list"},
      {"chart", "fetch", "pull"},
      {"chart", "download", "pull"},
      {"chart", "search", "list"},
      {"kubeconfig", "get", "show"},
      {"kubeconfig", "remove", "unset"},
  };
  const auto name = is_root(group) ? std::string() : group.get_name();
  for (const auto& other : others) {
    if (other.group == name && other.word == command) return other.meant;
  }
  return {};
}

}  // namespace

bool is_group(const CLI::App& app) { return !app.get_subcommands({}).empty(); }

std::string help_text(const CLI::App& app, const std::vector<std::string>& examples,
                      bool takes_helm_flags, std::size_t width) {
  width = std::min(width, widest_text);
  std::string help;
  for (const auto& line : text::wrap(app.get_description(), width)) help += line + '\n';
  if (is_group(app)) {
    help += fmt::format("\nUsage:\n  {} COMMAND [FLAGS]\n", path_of(app));
    help += commands_section(app, width);
  } else {
    help += fmt::format("\nUsage:\n  {}{} [FLAGS]{}\n", path_of(app), positionals_of(app),
                        takes_helm_flags ? " [-- HELM FLAGS]" : "");
    help += arguments_section(app, width);
  }
  if (!examples.empty()) help += "\nExamples:\n";
  for (const auto& example : examples) help += "  " + example + '\n';
  help += flags_section(app, "Options", "Flags", width);
  help += flags_section(app, "Values", "Values, as helm takes them", width);
  help += flags_section(app, "Chart", "Chart", width);
  if (is_root(app)) help += flags_section(app, "Global", "Global flags, for every command", width);
  if (is_group(app)) {
    help += fmt::format("\n`{} COMMAND --help` describes one command.\n", path_of(app));
  } else {
    std::string names;
    for (const auto* option : root_of(app).get_options()) {
      if (option->get_group() == "Global") names += " --" + option->get_lnames().front();
    }
    help += fmt::format("\nGlobal flags, which `{} --help` explains:\n", program);
    for (const auto& line : text::wrap(text::trim(names), width - 2)) help += "  " + line + '\n';
  }
  return help;
}

std::string see_help(const CLI::App& app) { return fmt::format("See `{} --help`.", path_of(app)); }

std::string suggest_flag(const CLI::App& app, const std::string& flag, bool takes_helm_flags) {
  auto names = flag_names(app);
  if (!is_root(app)) {
    const auto global = flag_names(root_of(app));
    names.insert(names.end(), global.begin(), global.end());
  }
  if (auto instead = instead_of(flag); !instead.empty()) return instead;
  const auto near = text::closest(flag.substr(0, flag.find('=')), names);
  if (near) return fmt::format("Did you mean {}?", *near);
  return see_help(app) + (takes_helm_flags ? " Flags that only helm knows go after `--`." : "");
}

std::string suggest_command(const CLI::App& group, const std::string& command) {
  const auto meant = meant_command(group, command);
  if (!meant.empty()) return fmt::format("Did you mean `{} {}`?", path_of(group), meant);
  std::vector<std::string> names;
  for (const auto* known : group.get_subcommands({})) names.push_back(known->get_name());
  const auto near = text::closest(command, names);
  return near ? fmt::format("Did you mean `{} {}`?", path_of(group), *near) : see_help(group);
}

std::string suggest_joined(const std::string& word, const std::vector<std::string>& arguments) {
  constexpr std::string_view values[] = {"true",    "false",  "client",  "server",
                                         "watcher", "legacy", "hookOnly"};
  if (std::ranges::find(values, word) == std::end(values)) return {};
  const auto at = std::ranges::find(arguments, word);
  if (at == arguments.begin() || at == arguments.end()) return {};
  const auto& flag = *std::prev(at);
  if (!flag.starts_with("--") || flag.find('=') != std::string::npos) return {};
  return fmt::format("Did you mean {}={}?", flag, word);
}

}  // namespace telepresence::cli
