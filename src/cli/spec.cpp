#include "cli/spec.hpp"

#include <CLI/CLI.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/flags/words.hpp"
#include "cli/report/format.hpp"
#include "cli/report/json.hpp"
#include "cli/report/style.hpp"
#include "commands/chart_show.hpp"
#include "helm/arguments.hpp"
#include "kubeconfig/path_to_extension.hpp"
#include "supply/request.hpp"

namespace telepresence::cli {
namespace {

using Json = nlohmann::ordered_json;

// By what help shows in place of a value's name.
using Choices = std::map<std::string, Json>;

template <typename Enum>
void add_choice(Choices& choices) {
  auto words = Json::array();
  for (const auto& entry : words_of(Enum{})) {
    words.push_back({{"word", entry.word}, {"help", entry.help}});
  }
  choices[choice_of<Enum>()] = std::move(words);
}

Choices all_choices() {
  Choices choices;
  add_choice<Colouring>(choices);
  add_choice<OutputFormat>(choices);
  add_choice<ListFormat>(choices);
  add_choice<helm::DryRun>(choices);
  add_choice<helm::Wait>(choices);
  add_choice<supply::VersionCheck>(choices);
  add_choice<chart::Edition>(choices);
  add_choice<kubeconfig::Form>(choices);
  add_choice<commands::ChartPart>(choices);
  choices["true|false"] = {{{"word", "true"}, {"help", ""}}, {{"word", "false"}, {"help", ""}}};
  return choices;
}

Json names_of(const CLI::Option& option) {
  auto names = Json::array();
  for (const auto& name : option.get_snames()) names.push_back('-' + name);
  for (const auto& name : option.get_lnames()) names.push_back("--" + name);
  if (names.empty()) names.push_back(option.get_name(true));
  return names;
}

Json spec_of(const CLI::Option& option, const Choices& choices) {
  const auto value = option.get_type_name();
  const auto choice = choices.find(value);
  return {{"names", names_of(option)},
          {"value", value},
          {"words", choice == choices.end() ? Json::array() : choice->second},
          {"alone", option.get_items_expected_max() == 0},
          {"group", option.get_group()},
          {"help", option.get_description()}};
}

Json spec_of(const CLI::App& app, const std::vector<Subcommand>& subcommands,
             const Choices& choices) {
  Json spec = {{"name", app.get_name()}, {"description", app.get_description()}};
  for (const char* part : {"flags", "arguments", "commands", "examples"}) {
    spec[part] = Json::array();
  }
  for (const auto* option : app.get_options()) {
    spec[option->get_positional() ? "arguments" : "flags"].push_back(spec_of(*option, choices));
  }
  for (const auto* command : app.get_subcommands({})) {
    spec["commands"].push_back(spec_of(*command, subcommands, choices));
  }
  for (const auto& subcommand : subcommands) {
    if (subcommand.app == &app) spec["examples"] = subcommand.examples;
  }
  return spec;
}

}  // namespace

std::string spec_json(const CLI::App& root, const std::vector<Subcommand>& subcommands) {
  return dump(spec_of(root, subcommands, all_choices()));
}

}  // namespace telepresence::cli
