#include "supply/provenance.hpp"

#include <fmt/format.h>

#include "chart/cache.hpp"
#include "helm/arguments.hpp"
#include "platform/files.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

std::string hint_for(const std::string& words) {
  if (words.find("no such file") != std::string::npos) {
    return "Helm's own keyring is there only when gpg was made to write it: `gpg --export > "
           "keyring.gpg`, for --keyring.";
  }
  if (words.find("load keyring") != std::string::npos) {
    return "helm reads keyrings in gpg's old form: `gpg --export > keyring.gpg` makes one, for "
           "--keyring.";
  }
  if (words.find("unknown entity") != std::string::npos) {
    return "The keyring does not have the signer's key. Another one: --keyring FILE";
  }
  return {};
}

// The signer in the words of `helm verify`, 3.17 to 4.3.
std::string signer_of(const std::string& output) {
  constexpr std::string_view mark = "Signed by:";
  for (const auto& line : text::split(output, '\n')) {
    if (line.starts_with(mark)) return text::printable(text::trim(line.substr(mark.size())));
  }
  return {};
}

void write(const std::filesystem::path& path, const std::string& bytes) {
  platform::StagedFile file(path);
  file.write(bytes);
  file.commit(false);
}

}  // namespace

std::string verify_signature(const PackagedChart& chart, const SignatureRequest& request,
                             const Tools& tools) {
  if (!request.wanted()) return {};
  // Helm looks for the .prov beside the chart, and in it for the chart's own file name.
  const platform::StagedFolder folder(chart::Cache(tools.environment).scratch());
  platform::remove_abandoned(folder.path().parent_path());
  const auto file = folder.path() / chart.file_name;
  write(file, platform::read_file(chart.path));
  write(file.string() + ".prov", chart.provenance.value());

  const auto outcome =
      platform::run(tools.helm().command(helm::verify_arguments(file.string(), request.keyring)));
  if (outcome.interrupted) throw Error(ErrorKind::interrupted, "interrupted");
  if (!outcome.succeeded()) {
    throw Error(ErrorKind::input, fmt::format("{}: its signature cannot be verified", chart.origin),
                hint_for(outcome.error_output), outcome.error_output);
  }
  return signer_of(outcome.output);
}

}  // namespace telepresence::supply
