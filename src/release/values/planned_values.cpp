#include "release/values/planned_values.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "chart/values_chart.hpp"
#include "platform/files.hpp"
#include "release/change/explain.hpp"
#include "release/scratch.hpp"
#include "release/state.hpp"
#include "util/error.hpp"
#include "util/product.hpp"
#include "yaml/documents.hpp"

namespace telepresence::release {
namespace {

namespace fs = std::filesystem;

fs::path write_chart(const Scratch& scratch, const std::string& name,
                     const std::function<void(const chart::WriteFile&)>& of) {
  of([&](const chart::ChartFile& file) { scratch.write(name + '/' + file.path, file.text); });
  return scratch.path() / name;
}

helm::Reading rendering(const fs::path& values_chart, const Target& target,
                        const helm::Arguments& flags) {
  helm::Reading reading;
  reading.arguments = {
      "template",    release_name,          values_chart, "--namespace", target.manager_namespace,
      "--show-only", chart::values_template};
  reading.arguments.insert(reading.arguments.end(), flags.begin(), flags.end());
  reading.doing = "merge the values";
  return reading;
}

// A plan only to tell what helm is told; it changes nothing.
ChangeSettings settings_to_look(ChangeSettings settings) {
  settings.helm.dry_run = helm::DryRun::client;
  settings.helm.wait = helm::Wait::no;
  settings.helm.extra = {"--output", "json"};
  return settings;
}

// Whether an upgrade finds something to upgrade.
bool is_there(const cluster::Answer<std::vector<cluster::Release>>& releases) {
  return releases.value && !releases.value->empty() && !releases.value->front().is_uninstalled();
}

// What helm reads otherwise has no lines.
yaml::Value with_lines(const std::string& file) {
  constexpr std::size_t largest = 16UL << 20U;
  try {
    return yaml::parse(platform::read_file(file, largest), file, largest);
  } catch (const Error&) {
    return {};
  }
}

class Asking {
 public:
  Asking(const ChangeSettings& settings, const std::optional<helm::ReuseMode>& reuse_mode,
         const Target& target, const fs::path& chart, const Tools& tools)
      : target_(target),
        tools_(tools),
        helm_(tools.helm.without_debug()),
        scratch_(tools.scratch),
        chart_(write_chart(
            scratch_, "chart",
            [&](const chart::WriteFile& write) { chart::write_values_chart_of(chart, write); })),
        bare_(write_chart(scratch_, "bare", chart::write_bare_values_chart)),
        settings_(settings_to_look(settings)),
        reuse_mode_(reuse_mode),
        plan_(plan_install(settings_, target, chart_, version())) {
    planned_.merged.sources = sources_of(settings.helm.values, settings.short_forms);
  }

  PlannedValues ask() {
    ask_parts();
    if (planned_.release) {
      ask_upgrade();
    } else {
      ask_install();
    }
    return std::move(planned_);
  }

  yaml::Value ask_defaults() {
    return manifest_in(helm_.read({rendering(chart_, target_, {})}, tick()).front());
  }

 private:
  const Version& version() const { return helm_.binary().version; }
  const Tick& tick() const { return tools_.progress.tick; }

  const std::string& output_of(const helm::Reply& reply) const {
    if (reply.output) return *reply.output;
    // They had a part of a value.
    if (reply.words.empty()) throw Error(ErrorKind::input, reply.failure);
    auto cause = explain(tools_, plan_, reply.words, {});
    throw Error(cause.kind, std::move(cause.finding), std::move(cause.details));
  }

  yaml::Value manifest_in(const helm::Reply& reply) const {
    return chart::values_in_manifest(output_of(reply));
  }

  // What each source gives, the chart's, and whether there is a release: all at once.
  void ask_parts() {
    auto& sources = planned_.merged.sources;
    const auto question = cluster::releases_in(target_.manager_namespace);
    std::vector<helm::Reading> readings = {question.reading, rendering(chart_, target_, {})};
    std::ranges::transform(
        sources, std::back_inserter(readings),
        [this](const ValueSource& source) { return rendering(bare_, target_, source.flags); });
    const auto replies = helm_.read(readings, tick());
    auto reply = replies.begin();
    take_release(cluster::answer_of(question, *reply++));
    planned_.merged.defaults = manifest_in(*reply++);
    for (auto& source : sources) {
      source.values = manifest_in(*reply++);
      if (source.flags.front() == "--values") source.lines = with_lines(source.flags.back());
    }
  }

  void take_release(const cluster::Answer<std::vector<cluster::Release>>& releases) {
    planned_.release_not_read = releases.failure;
    if (!is_there(releases)) return;
    planned_.release = releases.value->front();
    check_is_traffic_manager(planned_.release, target_);
    plan_ = plan_upgrade(settings_, {reuse_mode_, false, false}, target_, chart_, version());
    planned_.rule = plan_.reuse_mode;
  }

  void ask_upgrade() {
    const helm::Reading reading{plan_.arguments, "merge the values of the release"};
    const auto reply = helm_.read({reading}, tick()).front();
    const auto release = yaml::read_json(output_of(reply)).value_or(yaml::Value());
    auto& merged = planned_.merged;
    merged.effective = chart::values_in_notes(release["info"]["notes"].scalar());
    planned_.given = release["config"];
    merged.keeps_old_defaults = planned_.rule == helm::ReuseMode::reuse;
    if (planned_.rule != helm::ReuseMode::reset) {
      merged.sources.insert(merged.sources.begin(), {origin_release, {}, planned_.given, {}});
    }
  }

  void ask_install() {
    const auto flags = helm::value_flags(plan_.options.helm);
    const auto replies =
        helm_.read({rendering(chart_, target_, flags), rendering(bare_, target_, flags)}, tick());
    planned_.merged.effective = manifest_in(replies.front());
    planned_.given = manifest_in(replies.back());
  }

  const Target& target_;
  const Tools& tools_;
  helm::Client helm_;
  Scratch scratch_;
  fs::path chart_;
  fs::path bare_;
  ChangeSettings settings_;
  std::optional<helm::ReuseMode> reuse_mode_;
  Plan plan_;
  PlannedValues planned_;
};

}  // namespace

PlannedValues plan_values(const ChangeSettings& settings,
                          const std::optional<helm::ReuseMode>& reuse_mode, const Target& target,
                          const fs::path& chart, const Tools& tools) {
  refuse_values_read_once(settings.helm, "cannot be read here");
  return Asking(settings, reuse_mode, target, chart, tools).ask();
}

yaml::Value default_values(const Target& target, const fs::path& chart, const Tools& tools) {
  return Asking({}, {}, target, chart, tools).ask_defaults();
}

}  // namespace telepresence::release
