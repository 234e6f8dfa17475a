// Versions as Helm reads them: Semantic Versioning 2.0 with a leading "v" and
// missing minor or patch numbers allowed (Masterminds/semver NewVersion, which Helm
// uses; a helm built with `go install` calls itself "v3.22").
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace telepresence {

struct Version {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::string prerelease;  // "rc.1" in 2.18.1-rc.1
  std::string metadata;    // "build5" in 2.18.1+build5; never compared

  static constexpr std::size_t longest = 256;  // bytes

  // Nothing when `text` is not a version, or longer than one.
  static std::optional<Version> parse(std::string_view text);

  // "2.18.1-rc.1+build5", without a leading v.
  std::string to_string() const;

  // Precedence by Semantic Versioning, section 11.
  friend std::strong_ordering operator<=>(const Version& left, const Version& right);
  friend bool operator==(const Version& left, const Version& right) {
    return (left <=> right) == std::strong_ordering::equal;
  }
};

}  // namespace telepresence
