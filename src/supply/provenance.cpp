#include "supply/provenance.hpp"

#include <fmt/format.h>

#include "chart/cache.hpp"
#include "chart/download.hpp"
#include "helm/arguments.hpp"
#include "helm/messages.hpp"
#include "platform/files.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"

namespace telepresence::supply {
namespace {

std::string hint_for(helm::VerifyFailure failure) {
  switch (failure) {
    case helm::VerifyFailure::no_keyring:
      return "Helm's own keyring is there only when gpg was made to write it: `gpg --export > "
             "keyring.gpg`, for --keyring.";
    case helm::VerifyFailure::unreadable_keyring:
      return "helm reads keyrings in gpg's old form: `gpg --export > keyring.gpg` makes one, for "
             "--keyring.";
    case helm::VerifyFailure::unknown_signer:
      return "The keyring does not have the signer's key. Another one: --keyring FILE";
    case helm::VerifyFailure::other:
      break;
  }
  return {};
}

void write(const std::filesystem::path& path, const std::string& bytes) {
  platform::write_file_atomically(path, bytes, false);
}

}  // namespace

std::string verify_signature(const PackagedChart& chart, const SignatureRequest& request,
                             const Tools& tools) {
  if (!request.wanted()) return {};
  // Helm looks for the .prov beside the chart, and in it for the chart's own file name.
  const platform::StagedFolder folder(chart::Cache(tools.environment).scratch());
  platform::remove_abandoned(folder.path().parent_path());
  const auto file = folder.path() / chart.file_name;
  write(file, platform::read_file(chart.path, chart::largest_archive));
  write(file.string() + ".prov", chart.provenance.value());

  const auto outcome = platform::outcome_of(
      tools.helm().command(helm::verify_arguments(file.string(), request.keyring)));
  if (!outcome.succeeded()) {
    throw Error(ErrorKind::input, fmt::format("{}: its signature cannot be verified", chart.origin),
                hint_for(helm::classify_verify(outcome.error_output)), outcome.error_output);
  }
  return helm::signer_in(outcome.output);
}

}  // namespace telepresence::supply
