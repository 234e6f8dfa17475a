// One command line at work: the World that its use case gets, and where its report goes.
#pragma once

#include <functional>
#include <string>

#include "cli/flags/global.hpp"
#include "cli/report/format.hpp"
#include "cli/report/progress_view.hpp"
#include "cli/report/style.hpp"
#include "commands/world.hpp"
#include "platform/environment.hpp"

namespace telepresence::cli {

// Whether helm is asked to tell what it does, and so this program is (HELM_DEBUG).
bool is_debug(const platform::Environment& environment);

// The charts in the plugin's folder: where helm says it is, else the one above the binary's.
commands::PluginCharts charts_of(const platform::Environment& environment);

// A report is made only in the form that is wanted.
using MakeText = std::function<std::string()>;

class Session {
 public:
  Session(const platform::Environment& environment, const GlobalOptions& options);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  Session(Session&&) = delete;
  Session& operator=(Session&&) = delete;
  ~Session() = default;

  commands::World& world() { return world_; }
  bool quiet() const { return quiet_; }
  // Of stdout.
  const Style& style() const { return style_; }

  // What a command is there to show: in text, or as `json` (as dumped) for programs. Throws Error
  // (environment) when stdout takes no more.
  void show(OutputFormat format, const MakeText& text, const MakeText& json);
  // The same of a diff, whose lines are not broken.
  void show_diff(OutputFormat format, const MakeText& text, const MakeText& json);
  // What a command has done, which --quiet leaves out for people.
  void report(OutputFormat format, const MakeText& text, const MakeText& json);
  // A file's text: as it is, but for what a terminal would obey.
  void show_file(const std::string& text);

  // How the program ends without an error; 0 unless a command says otherwise.
  int exit_status() const { return exit_status_; }
  void end_with(int exit_status) { exit_status_ = exit_status; }

  // On stderr, as it is printable; also with --quiet.
  void tell(const std::string& lines);
  // The same of what helm said beside a success: with --debug whole, else its warnings.
  void tell_words_of_helm(const std::string& lines);

 private:
  void write(const std::string& text);
  void tell_as_it_is(const std::string& lines);

  bool quiet_ = false;
  bool has_shown_yaml_ = false;
  Style style_;
  Style style_of_stderr_;
  ProgressView progress_;
  commands::World world_;
  bool debug_ = false;
  int exit_status_ = 0;
};

}  // namespace telepresence::cli
