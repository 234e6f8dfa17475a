#include "cli/flags/global.hpp"

#include "cli/flags/words.hpp"
#include "helm/global_flags.hpp"

namespace telepresence::cli {
namespace {

constexpr const char* group = "Global";

void add_helms_flag(CLI::App& app, const helm::GlobalFlag& known, GlobalOptions& options) {
  auto& variable = options.variables[std::string(known.variable)];
  const Flag flag{std::string(known.name), std::string(known.value_name), std::string(known.help),
                  group};
  if (flag.value.empty()) {
    return add_flag(app, flag, [&variable](bool given) { variable = given ? "true" : "false"; });
  }
  add_repeated(app, flag, [&variable, repeats = known.repeats](const std::string& value) {
    if (!repeats) variable.clear();
    if (!variable.empty()) variable += ',';
    variable += value;
  });
}

}  // namespace

void add_global_flags(CLI::App& app, GlobalOptions& options) {
  add_flag(app, {"--debug", "", "show what is run and why, on stderr", group}, options.debug);
  add_flag(
      app,
      {"-q,--quiet", "", "no report of what was done, no progress; errors are still shown", group},
      options.quiet);
  // Helm 4 takes both spellings, and leaves them to the plugin.
  add_word<Colouring>(
      app, {"--color,--colour", "", "whether marks, errors and warnings are in colour", group},
      options.colouring);
  add_value(app, {"--kubeconfig", "FILE", "kubeconfig file, e.g. --kubeconfig ./admin.conf", group},
            options.kubeconfig);
  for (const auto& flag : helm::global_flags()) add_helms_flag(app, flag, options);
}

}  // namespace telepresence::cli
