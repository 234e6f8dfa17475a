#include "cli/application.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>

#include "cli/command_line.hpp"
#include "cli/complete.hpp"
#include "cli/flags/global.hpp"
#include "cli/help.hpp"
#include "cli/report/output.hpp"
#include "cli/report/style.hpp"
#include "cli/session.hpp"
#include "cli/spec.hpp"
#include "cli/subcommand.hpp"
#include "helm/messages.hpp"
#include "platform/interrupt.hpp"
#include "platform/standard_streams.hpp"
#include "platform/terminal.hpp"
#include "util/error.hpp"
#include "util/plugin_version.hpp"
#include "util/text.hpp"

namespace telepresence::cli {

namespace {

constexpr int exit_failure = 1;
constexpr int exit_interrupted = 130;

// The innermost command that was named.
const CLI::App& chosen_app(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : chosen_app(*chosen.front());
}

// Without its value, which may be a secret; what is no flag may be one itself.
std::string name_of_flag(const std::string& word) {
  if (word.starts_with("--")) return word.substr(0, word.find('='));
  return word.starts_with('-') ? word.substr(0, 2) : "***";
}

[[noreturn]] void fail_unexpected(const CLI::App& root, const std::string& word,
                                  const std::vector<std::string>& arguments,
                                  bool takes_helm_flags) {
  const auto& app = chosen_app(root);
  const auto joined = suggest_joined(word, arguments);
  if (!joined.empty()) {
    throw Error(ErrorKind::usage, fmt::format("'{}' is not expected here", text::shown(word)),
                joined);
  }
  if (word.starts_with('-')) {
    throw Error(ErrorKind::usage, fmt::format("unknown flag {}", name_of_flag(word)),
                suggest_flag(app, word, takes_helm_flags));
  }
  if (is_group(app)) {
    throw Error(ErrorKind::usage, fmt::format("unknown command '{}'", word),
                suggest_command(app, word));
  }
  throw Error(ErrorKind::usage, fmt::format("'{}' is not expected here", text::shown(word)),
              see_help(app));
}

// Of a flag that is given twice the last counts, as for helm.
void let_the_last_count(CLI::App& app) {
  for (auto* option : app.get_options()) {
    if (option->get_multi_option_policy() == CLI::MultiOptionPolicy::Throw) option->take_last();
  }
}

// Of what has commands, and of these.
void set_up_parsing(CLI::App& app) {
  app.fallthrough();
  app.allow_extras();
  // Behind a command the name of another one is a word like others: `chart show values`.
  app.require_subcommand(0, 1);
}

// What every command has in common.
void set_up(CLI::App& app) {
  set_up_parsing(app);
  app.set_help_flag("-h,--help", "show this help")->group("");
  let_the_last_count(app);
  for (auto* command : app.get_subcommands({})) set_up(*command);
}

// CLI11's words are "Could not convert: --wait = maybe" and "--set: 1 required KEY=VALUE missing".
std::string in_plain_words(const CLI::ParseError& error) {
  constexpr std::string_view no_conversion = "Could not convert: ";
  std::string said = error.what();
  if (said.starts_with(no_conversion)) {
    const auto flag = said.substr(no_conversion.size());
    const auto equals = flag.find(" = ");
    if (equals == std::string::npos) return said;
    return fmt::format("{}={}: no such value", flag.substr(0, equals), flag.substr(equals + 3));
  }
  const auto required = said.find(": 1 required ");
  if (required == std::string::npos) return said;
  return said.substr(0, required) + " needs a value";
}

bool takes_helm_flags(const std::vector<Subcommand>& subcommands) {
  return std::ranges::any_of(subcommands, [](const Subcommand& command) {
    return command.app->parsed() && command.takes_helm_flags;
  });
}

// CLI11 wants the arguments last first.
void parse(CLI::App& root, const std::vector<Subcommand>& subcommands,
           const std::vector<std::string>& arguments) {
  const auto words = spell_out(root, arguments);
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  try {
    root.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    throw;
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorKind::usage, in_plain_words(error), see_help(chosen_app(root)));
  }
  const auto unexpected = root.remaining(true);
  if (unexpected.empty()) return;
  fail_unexpected(root, unexpected.front(), words, takes_helm_flags(subcommands));
}

// Another program may print more than anybody reads.
std::string shortened(const std::string& words) {
  constexpr std::size_t longest = 16UL << 10U;
  if (words.size() <= longest) return words;
  return fmt::format("{}\n… ({} bytes more)", words.substr(0, longest), words.size() - longest);
}

void print_error(const Error& error, bool debug, const Style& style) {
  const auto indented = [](const std::string& lines) {
    return text::indent(for_people(lines), "  ") + '\n';
  };
  std::string text = fmt::format("Error: {}\n", for_people(error.what(), text::Lines::escape));
  const auto details = debug ? error.details() : helm::without_log(error.details());
  if (!details.empty()) text += indented(shortened(details));
  if (!error.hint().empty()) text += indented(error.hint());
  std::fputs(style.apply(text).c_str(), stderr);
}

// The program's command line, and what its commands do.
class Program {
 public:
  Program() : subcommands_(set_up_root(root_, options_, version_only_)) {}

  // As far as they were read.
  const GlobalOptions& options() const { return options_; }

  // Gives the exit status.
  int run(const CommandLine& line, const platform::Environment& environment) {
    if (line.own == std::vector<std::string>{spec_command}) {
      print(spec_json(root_, subcommands_) + '\n');
      return 0;
    }
    const auto width = platform::terminal_width(STDOUT_FILENO, environment);
    try {
      parse(root_, subcommands_, line.own);
    } catch (const CLI::CallForHelp&) {
      show_help(line, width);
      return 0;
    }
    const auto* command = chosen();
    if (command == nullptr) {
      print(version_only_ ? plugin_version() + '\n'
                          : help_text(chosen_app(root_), {}, false, width));
      return 0;
    }
    check(*command, line);
    Session session(environment, options_);
    command->run(session, line.extra);
    return session.exit_status();
  }

 private:
  static std::vector<Subcommand> set_up_root(CLI::App& root, GlobalOptions& options,
                                             bool& version_only) {
    set_up_parsing(root);
    root.set_help_flag("-h,--help", "show this help")->group("Global");
    root.add_flag("--version", version_only, "show the plugin's version");
    add_global_flags(root, options);
    auto subcommands = add_subcommands(root);
    for (auto* command : root.get_subcommands({})) set_up(*command);
    let_the_last_count(root);
    return subcommands;
  }

  const Subcommand* chosen() const {
    const auto found = std::ranges::find_if(
        subcommands_, [](const Subcommand& command) { return command.app->parsed(); });
    return found == subcommands_.end() ? nullptr : &*found;
  }

  void show_help(const CommandLine& line, std::size_t width) const {
    if (const auto* command = chosen()) {
      return print(help_text(*command->app, command->examples, command->takes_helm_flags, width));
    }
    const auto misspelled = root_.remaining(true);
    if (!misspelled.empty()) fail_unexpected(root_, misspelled.front(), line.own, false);
    print(help_text(chosen_app(root_), {}, false, width));
  }

  void check(const Subcommand& command, const CommandLine& line) const {
    if (version_only_) {
      // The program's own; somebody who means a chart's must not get another one.
      throw Error(ErrorKind::usage, "--version is not a flag of this command",
                  see_help(*command.app));
    }
    if (!command.takes_helm_flags && !line.extra.empty()) {
      throw Error(ErrorKind::usage,
                  fmt::format("`-- {}`: {} takes no flags of Helm",
                              name_of_flag(line.extra.front()), command.app->get_name()),
                  "Remove `--` and what follows it.");
    }
  }

  CLI::App root_{
      "Installs, upgrades and removes the Telepresence Traffic Manager with your own helm."};
  GlobalOptions options_;
  bool version_only_ = false;
  std::vector<Subcommand> subcommands_;
};

}  // namespace

int run(int argc, char** argv) {
  // A reader that went away is a failed write, not a death without a word.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  platform::hold_standard_streams();
  const auto environment = platform::Environment::of_this_process();
  if (argc > 1 && std::string_view(argv[1]) == complete_command) {
    return complete({argv + 2, argv + argc}, environment);
  }
  Program program;
  const auto tell = [&](const Error& error) {
    print_error(error, program.options().debug || is_debug(environment),
                Style::of(STDERR_FILENO, program.options().colouring, environment));
  };
  try {
    // Helm dies of Ctrl-C and leaves its plugin behind: its end is an interrupt too.
    const platform::InterruptWatch watch(environment.get("HELM_PLUGIN_NAME").has_value());
    return program.run(split_command_line(argc, argv), environment);
  } catch (const Error& error) {
    tell(error);
    return error.kind() == ErrorKind::interrupted ? exit_interrupted : exit_failure;
  } catch (const std::exception& error) {
    tell(Error(ErrorKind::environment, error.what()));
    return exit_failure;
  }
}

}  // namespace telepresence::cli
