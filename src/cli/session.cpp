#include "cli/session.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "cli/report/output.hpp"
#include "helm/messages.hpp"
#include "platform/parent.hpp"
#include "platform/program.hpp"
#include "util/text.hpp"
#include "yaml/documents.hpp"

namespace telepresence::cli {
namespace {

namespace fs = std::filesystem;

platform::Environment with_options(platform::Environment environment,
                                   const GlobalOptions& options) {
  for (const auto& [name, value] : options.variables) {
    if (!value.empty()) environment.set(name, value);
  }
  if (options.kubeconfig) environment.set("KUBECONFIG", options.kubeconfig);
  if (options.debug) environment.set("HELM_DEBUG", "true");
  return environment;
}

fs::path plugin_folder(const platform::Environment& environment) {
  if (const auto folder = environment.get("HELM_PLUGIN_DIR")) {
    if (fs::exists(fs::path(*folder) / "plugin.yaml")) return *folder;
  }
  return platform::executable_path().parent_path().parent_path();
}

std::string text_of(const Finding& warning) {
  auto text = fmt::format("Warning: {}\n", text::printable(warning.text));
  if (!warning.remedy.empty()) text += text::indent(warning.remedy, "  ") + '\n';
  return text;
}

}  // namespace

bool is_debug(const platform::Environment& environment) {
  const auto value = environment.get("HELM_DEBUG");
  return value == "true" || value == "1";
}

commands::PluginCharts charts_of(const platform::Environment& environment) {
  const auto folder = plugin_folder(environment);
  return {folder / "chart", folder / "probe"};
}

Session::Session(const platform::Environment& environment, const GlobalOptions& options)
    : quiet_(options.quiet),
      style_(Style::of(STDOUT_FILENO, options.colouring, environment)),
      style_of_stderr_(Style::of(STDERR_FILENO, options.colouring, environment)),
      progress_(environment, quiet_),
      world_(with_options(environment, options),
             helm::caller_of(platform::read_parent(), environment), charts_of(environment),
             {progress_.callbacks(), [this](const Finding& warning) { tell(text_of(warning)); },
              [this](const std::string& line) {
                // What was run may be copied: it is not broken.
                if (debug_)
                  tell_as_it_is(fmt::format("[debug] {}\n", for_people(line, text::Lines::escape)));
              }}),
      debug_(is_debug(world_.environment())) {}

void Session::write(const std::string& text) {
  progress_.clear();
  print(text);
}

void Session::show_file(const std::string& text) {
  write(style_.reader() == Reader::person ? text::printable(text, text::Lines::keep) : text);
}

void Session::show(OutputFormat format, const MakeText& text, const MakeText& json) {
  switch (format) {
    case OutputFormat::text:
      return write(style_.apply(for_people(text())));
    case OutputFormat::json:
      return write(json() + '\n');
    case OutputFormat::yaml:
      // One after another, as `status --watch` shows them, are documents of a stream.
      return write((std::exchange(has_shown_yaml_, true) ? "---\n" : "") + yaml::from_json(json()));
  }
}

void Session::show_diff(OutputFormat format, const MakeText& text, const MakeText& json) {
  if (format != OutputFormat::text) return show(format, text, json);
  write(style_.apply_to_diff(for_people(text())));
}

void Session::report(OutputFormat format, const MakeText& text, const MakeText& json) {
  if (quiet_ && format == OutputFormat::text) return;
  show(format, text, json);
}

void Session::tell(const std::string& lines) {
  tell_as_it_is(style_of_stderr_.apply(for_people(lines)));
}

void Session::tell_words_of_helm(const std::string& lines) {
  tell(debug_ ? lines : helm::warnings_in(lines));
}

void Session::tell_as_it_is(const std::string& lines) {
  progress_.clear();
  std::fputs(lines.c_str(), stderr);
  if (!lines.empty() && !lines.ends_with('\n')) std::fputc('\n', stderr);
}

}  // namespace telepresence::cli
