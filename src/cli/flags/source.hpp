// The flags that say which chart is meant, and what it has to prove.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "supply/request.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace telepresence::cli {

// --chart, --repo, --edition, --ca-file, --plain-http: where a chart comes from.
void add_source_flags(CLI::App& app, supply::SourceRequest& request);

// One flag each, but --verify and --keyring.
void add_repository_flag(CLI::App& app, std::optional<std::string>& repository);
void add_ca_file_flag(CLI::App& app, std::filesystem::path& file);
void add_version_flag(CLI::App& app, std::optional<std::string>& version);
void add_version_check_flag(CLI::App& app, supply::VersionCheck& check);
void add_offline_flag(CLI::App& app, bool& offline);
void add_digest_flag(CLI::App& app, std::optional<std::string>& digest);
void add_signature_flags(CLI::App& app, supply::SignatureRequest& signature);

// All of them.
void add_chart_flags(CLI::App& app, supply::ChartRequest& request);

}  // namespace telepresence::cli
