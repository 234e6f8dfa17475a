#include "util/semver.hpp"

#include <algorithm>
#include <charconv>

#include "util/text.hpp"

namespace telepresence {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  if (!is_number(text) || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Dot-separated identifiers of letters, digits and hyphens, none of them empty.
bool are_identifiers(std::string_view text) {
  for (const auto& identifier : text::split(text, '.')) {
    if (identifier.empty()) return false;
    const bool valid = std::ranges::all_of(identifier, [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
    if (!valid) return false;
  }
  return true;
}

// Numbers count as numbers and come before words.
std::strong_ordering compare_identifiers(const std::string& left, const std::string& right) {
  const bool left_number = is_number(left);
  const bool right_number = is_number(right);
  if (left_number != right_number) {
    return left_number ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (left_number && left.size() != right.size()) return left.size() <=> right.size();
  return left.compare(right) <=> 0;
}

std::strong_ordering compare_prereleases(const std::string& left, const std::string& right) {
  // A prerelease comes before its release.
  if (left.empty() || right.empty()) return right.size() <=> left.size();
  const auto left_parts = text::split(left, '.');
  const auto right_parts = text::split(right, '.');
  for (std::size_t i = 0; i < std::min(left_parts.size(), right_parts.size()); ++i) {
    const auto order = compare_identifiers(left_parts[i], right_parts[i]);
    if (order != std::strong_ordering::equal) return order;
  }
  return left_parts.size() <=> right_parts.size();
}

}  // namespace

std::optional<Version> Version::parse(std::string_view text) {
  if (text.size() > longest) return std::nullopt;
  Version version;
  if (text.starts_with('v')) text.remove_prefix(1);
  if (const auto plus = text.find('+'); plus != std::string_view::npos) {
    version.metadata = text.substr(plus + 1);
    if (!are_identifiers(version.metadata)) return std::nullopt;
    text = text.substr(0, plus);
  }
  if (const auto hyphen = text.find('-'); hyphen != std::string_view::npos) {
    version.prerelease = text.substr(hyphen + 1);
    if (!are_identifiers(version.prerelease)) return std::nullopt;
    text = text.substr(0, hyphen);
  }
  const auto parts = text::split(text, '.');
  if (parts.size() > 3) return std::nullopt;
  std::uint64_t* const numbers[] = {&version.major, &version.minor, &version.patch};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = parse_number(parts[i]);
    if (!number) return std::nullopt;
    *numbers[i] = *number;
  }
  // 0.1 is written 0.1.0, which is longer.
  if (version.to_string().size() > longest) return std::nullopt;
  return version;
}

std::string Version::to_string() const {
  std::string text =
      std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
  if (!prerelease.empty()) text += '-' + prerelease;
  if (!metadata.empty()) text += '+' + metadata;
  return text;
}

std::strong_ordering operator<=>(const Version& left, const Version& right) {
  if (const auto order = left.major <=> right.major; std::is_neq(order)) return order;
  if (const auto order = left.minor <=> right.minor; std::is_neq(order)) return order;
  if (const auto order = left.patch <=> right.patch; std::is_neq(order)) return order;
  return compare_prereleases(left.prerelease, right.prerelease);
}

}  // namespace telepresence
