#include "cli/flags/flags.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <regex>

#include "helm/global_flags.hpp"
#include "util/error.hpp"

namespace telepresence::cli {
namespace {

constexpr const char* value_group = "Values";
constexpr const char* chart_group = "Chart";
constexpr const char* global_group = "Global";

// A flag that may be repeated and keeps its place among its neighbours. CLI11 would
// take a value in brackets, such as --set-json '[1]', for a list: not here.
void add_value_flag(CLI::App& app, const std::string& names, const std::string& passed_on,
                    std::vector<helm::ValueFlag>& values, const std::string& value_name,
                    const std::string& help) {
  app.add_option_function<std::string>(
         names,
         [&values, passed_on](const std::string& value) {
           values.push_back({passed_on, value});
         },
         help)
      ->type_name(value_name)
      ->trigger_on_parse()
      ->allow_extra_args(false)
      ->group(value_group);
}

helm::DryRun parse_dry_run(const std::string& word) {
  if (word.empty() || word == "none" || word == "false") return helm::DryRun::none;
  if (word == "true" || word == "client") return helm::DryRun::client;
  if (word == "server") return helm::DryRun::server;
  throw Error(ErrorKind::usage, fmt::format("--dry-run={}: not a kind of dry run", word),
              "Use --dry-run=client or --dry-run=server.");
}

// What Go's time.ParseDuration takes, without a sign.
void check_duration(const std::string& text) {
  static const std::regex duration("0|([0-9]+(\\.[0-9]*)?(ns|us|ms|s|m|h))+");
  if (std::regex_match(text, duration)) return;
  throw Error(ErrorKind::usage, fmt::format("--timeout {}: not a duration", text),
              "Write it as 90s, 5m or 1h30m.");
}

void check_wait(const std::string& word) {
  for (const char* known : {"true", "false", "watcher", "legacy", "hookOnly"}) {
    if (word == known) return;
  }
  throw Error(ErrorKind::usage, fmt::format("--wait={}: not a way to wait", word),
              "Use --wait, --wait=false, or with Helm 4 --wait=watcher, legacy or hookOnly.");
}

// Behind `--` stands what this plugin has no flag for. What it decides itself would
// contradict it there, and could keep it from finding what it has to undo.
void check_extra(const std::vector<std::string>& extra) {
  struct Taken {
    std::string_view flag;
    std::string_view instead;
  };
  constexpr std::string_view before = "Put it before `--`.";
  constexpr std::string_view one_name = "The release's name is always traffic-manager.";
  constexpr Taken taken[] = {
      {"--atomic", "A failed operation is rolled back already (--rollback-on-failure)."},
      {"--rollback-on-failure", before},
      {"--namespace", before},
      {"-n", before},
      {"--output", before},
      {"-o", before},
      {"--dry-run", before},
      {"--version", before},
      {"--help", before},
      {"-h", before},
      {"--install", before},
      {"-i", before},
      {"--reuse-values", before},
      {"--reset-values", before},
      {"--reset-then-reuse-values", before},
      {"--repo", before},
      {"--verify", before},
      {"--keyring", before},
      {"--ca-file", before},
      {"--plain-http", before},
      {"--generate-name", one_name},
      {"-g", one_name},
      {"--name-template", one_name},
  };
  for (const std::string_view argument : extra) {
    const bool is_long = argument.starts_with("--");
    // A short flag may be joined with its value or with others: -nstaging.
    const auto name = is_long ? argument.substr(0, argument.find('=')) : argument.substr(0, 2);
    for (const auto& [flag, instead] : taken) {
      if (name == flag) {
        throw Error(ErrorKind::usage, fmt::format("{} cannot stand behind `--`", flag),
                    std::string(instead));
      }
    }
  }
}

}  // namespace

void add_global_flags(CLI::App& app, GlobalOptions& options) {
  app.add_flag("--debug", options.debug, "show what is run and why, on stderr, e.g. --debug")
      ->group(global_group);
  app.add_flag("-q,--quiet", options.quiet,
               "no report of what was done, no progress; errors are still shown, e.g. --quiet")
      ->group(global_group);
  app.add_option("--kubeconfig", options.kubeconfig,
                 "kubeconfig file, e.g. --kubeconfig ./admin.conf")
      ->type_name("FILE")
      ->group(global_group);
  for (const auto& flag : helm::global_flags()) {
    const std::string variable(flag.variable);
    auto& variables = options.variables;
    const std::string name(flag.name);
    const std::string help(flag.help);
    if (flag.value_name.empty()) {
      app.add_flag_function(
             name,
             [&variables, variable](std::int64_t count) {
               variables[variable] = count > 0 ? "true" : "false";
             },
             help)
          ->group(global_group);
      continue;
    }
    app.add_option_function<std::string>(
           name,
           [&variables, variable](const std::string& value) {
             auto& set = variables[variable];
             // Helm reads a list from HELM_KUBEASGROUPS only, the one that may be repeated.
             if (variable != "HELM_KUBEASGROUPS") set.clear();
             if (!set.empty()) set += ',';
             set += value;
           },
           help)
        ->type_name(std::string(flag.value_name))
        ->trigger_on_parse()
        ->allow_extra_args(false)
        ->group(global_group);
  }
}

void add_target_flags(CLI::App& app, release::TargetRequest& target) {
  app.add_option("-n,--namespace", target.namespace_flag,
                 "namespace of the Traffic Manager, e.g. -n staging")
      ->type_name("NAME");
  app.add_option("--manager-namespace", target.manager_namespace,
                 "the same, as the telepresence client calls it; wins over -n, "
                 "e.g. --manager-namespace staging")
      ->type_name("NAME");
}

void add_output_flag(CLI::App& app, OutputFormat& format) {
  app.add_option_function<std::string>(
         "-o,--output", [&format](const std::string& word) { format = parse_output_format(word); },
         "form of the report: text, json or yaml, e.g. -o json")
      ->type_name("FORMAT");
}

void add_extension_flag(CLI::App& app, bool& extension) {
  app.add_flag("--kubeconfig-extension", extension,
               "keep the kubeconfig's telepresence.io extension true, so that clients find the "
               "Traffic Manager; on by default, e.g. --kubeconfig-extension=false");
}

void add_operation_flags(CLI::App& app, OperationFlags& flags, const std::string& what,
                         const std::string& dry_run_help) {
  app.add_flag("--wait", flags.wait,
               fmt::format("wait until the {} has taken effect; on by default, "
                           "e.g. --wait=false; Helm 4 also takes --wait=watcher",
                           what));
  app.add_option("--timeout", flags.timeout,
                 fmt::format("how long the {} may take; 5m0s by default, e.g. --timeout 10m", what))
      ->type_name("DURATION");
  app.add_flag("--no-hooks", flags.no_hooks, "run none of the chart's hooks, e.g. --no-hooks");
  app.add_flag("--dry-run", flags.dry_run, dry_run_help);
  app.add_option("--description", flags.description,
                 "text to keep with the release, e.g. --description 'ticket 42'")
      ->type_name("TEXT");
}

helm::OperationOptions operation_options(const OperationFlags& flags,
                                         const std::vector<std::string>& extra) {
  check_wait(flags.wait);
  check_duration(flags.timeout);
  check_extra(extra);
  helm::OperationOptions options;
  options.wait = flags.wait;
  options.timeout = flags.timeout;
  options.hooks = !flags.no_hooks;
  options.dry_run = parse_dry_run(flags.dry_run);
  options.description = flags.description;
  options.extra = extra;
  return options;
}

void add_repository_flag(CLI::App& app, std::optional<std::string>& repository) {
  app.add_option("--repo", repository,
                 "repository, by its address or by the name helm knows it by; the one called "
                 "datawire by default, else https://app.getambassador.io, "
                 "e.g. --repo https://charts.example.com")
      ->type_name("URL|NAME")
      ->group(chart_group);
}

void add_ca_file_flag(CLI::App& app, std::filesystem::path& file) {
  app.add_option("--ca-file", file,
                 "certificates of a private CA to trust when a chart is fetched, "
                 "e.g. --ca-file ca.crt")
      ->type_name("FILE")
      ->group(chart_group);
}

void add_signature_flags(CLI::App& app, supply::SignatureRequest& request) {
  app.add_flag("--verify", request.verify,
               "check the chart's signature, its .prov file, as helm does, e.g. --verify")
      ->group(chart_group);
  app.add_option("--keyring", request.keyring,
                 "public keys to check it with, as gpg --export writes them; implies --verify, "
                 "e.g. --keyring keys.gpg")
      ->type_name("FILE")
      ->group(chart_group);
}

void add_digest_flag(CLI::App& app, std::optional<std::string>& digest) {
  app.add_option("--digest", digest,
                 "SHA-256 that the packaged chart has to have, e.g. --digest sha256:9f86d0…")
      ->type_name("DIGEST")
      ->group(chart_group);
}

void add_version_flag(CLI::App& app, std::optional<std::string>& version) {
  app.add_option("--version", version,
                 "version or range that the chart has to have; by default that of your "
                 "telepresence client, else the plugin's own, e.g. --version v2.18.1")
      ->type_name("VERSION")
      ->group(chart_group);
}

void add_offline_flag(CLI::App& app, bool& offline) {
  app.add_flag("--offline", offline,
               "use the chart that the plugin carries, ask no server; so does "
               "HELM_TELEPRESENCE_OFFLINE=1, e.g. --offline")
      ->group(chart_group);
}

void add_source_flags(CLI::App& app, SourceFlags& flags) {
  auto& request = flags.request;
  app.add_option("--chart", request.chart,
                 "chart to use in place of the repository's: a folder, a packaged chart, its "
                 "address, or oci://HOST/PATH[:VERSION], e.g. --chart ./telepresence-2.18.1.tgz")
      ->type_name("CHART")
      ->group(chart_group);
  add_repository_flag(app, request.repository);
  app.add_option("--edition", flags.edition,
                 "the edition whose chart to use from 2.20 on, oss or enterprise; by default your "
                 "telepresence client's, e.g. --edition oss")
      ->type_name("EDITION")
      ->group(chart_group);
  add_ca_file_flag(app, request.ca_file);
  app.add_flag("--plain-http", request.plain_http,
               "talk http to the registry of --chart oci://…, e.g. --plain-http")
      ->group(chart_group);
}

supply::SourceRequest source_request(const SourceFlags& flags) {
  auto request = flags.request;
  if (!flags.edition.empty())
    request.edition = parse_word<chart::Edition>("--edition", flags.edition);
  return request;
}

void add_change_flags(CLI::App& app, ChangeFlags& flags, const std::string& what) {
  auto& values = flags.values;
  add_value_flag(app, "-f,--values", "--values", values, "FILE",
                 "values from a YAML file, a URL or stdin (-); may be repeated, "
                 "e.g. -f values.yaml");
  add_value_flag(app, "--set", "--set", values, "KEY=VALUE",
                 "one or more values, e.g. --set logLevel=debug");
  add_value_flag(app, "--set-string", "--set-string", values, "KEY=VALUE",
                 "like --set, always text, e.g. --set-string image.tag=2");
  add_value_flag(app, "--set-json", "--set-json", values, "KEY=JSON",
                 "like --set, from JSON, e.g. --set-json 'podCIDRs=[\"10.0.0.0/8\"]'");
  add_value_flag(app, "--set-file", "--set-file", values, "KEY=FILE",
                 "like --set, the value is a file's text, e.g. --set-file "
                 "licenseKey.value=key.txt");
  add_value_flag(app, "--set-literal", "--set-literal", values, "KEY=VALUE",
                 "like --set, nothing in the value has a meaning, e.g. --set-literal "
                 "'podAnnotations.note=a,b'");

  add_source_flags(app, flags.source);
  add_version_flag(app, flags.source.request.version);
  app.add_option("--version-check", flags.version_check,
                 "how near your telepresence client has to be to the chart's version: exact, which "
                 "is the default, minor or off, e.g. --version-check minor")
      ->type_name("HOW")
      ->group(chart_group);
  add_offline_flag(app, flags.source.request.offline);
  add_digest_flag(app, flags.digest);
  add_signature_flags(app, flags.signature);
  add_operation_flags(app, flags.operation, what,
                      fmt::format("show what the {} would do, and change nothing, "
                                  "e.g. --dry-run or --dry-run=server",
                                  what));
  app.add_flag("--create-namespace", flags.create_namespace,
               "create the namespace when it is missing; on by default, "
               "e.g. --create-namespace=false");
  app.add_flag("--rollback-on-failure", flags.rollback_on_failure,
               fmt::format("undo a failed {}; on by default, e.g. --rollback-on-failure=false "
                           "keeps it for a look",
                           what));
  app.add_flag("--hide-secret", flags.hide_secret,
               "leave Secrets out of what a dry run prints; on by default, "
               "e.g. --hide-secret=false");
  add_extension_flag(app, flags.kubeconfig_extension);
  app.add_option_function<std::string>(
         "--labels", [&flags](const std::string& label) { flags.labels.push_back(label); },
         "labels for the release, e.g. --labels team=platform")
      ->type_name("KEY=VALUE")
      ->trigger_on_parse()
      ->allow_extra_args(false);
}

supply::ChartRequest chart_request(const ChangeFlags& flags) {
  supply::ChartRequest request;
  request.source = source_request(flags.source);
  request.digest = flags.digest;
  request.version_check = parse_word<supply::VersionCheck>("--version-check", flags.version_check);
  request.signature = flags.signature;
  return request;
}

commands::ChangeRequest change_request(const ChangeFlags& flags,
                                       const std::vector<std::string>& extra) {
  commands::ChangeRequest request;
  request.operation = operation_options(flags.operation, extra);
  request.values.values = flags.values;
  request.values.create_namespace = flags.create_namespace;
  request.values.hide_secret = flags.hide_secret;
  request.values.labels = flags.labels;
  request.rollback_on_failure = flags.rollback_on_failure;
  return request;
}

}  // namespace telepresence::cli
