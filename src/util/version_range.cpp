#include "util/version_range.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <utility>

#include "util/text.hpp"

namespace telepresence {
namespace {

auto numbers(const Version& version) {
  return std::make_tuple(version.major, version.minor, version.patch);
}

// The first version that does not begin with the `given` numbers of `version` any more.
Version after(const Version& version, int given) {
  Version next;
  next.major = given == 1 ? version.major + 1 : version.major;
  if (given >= 2) next.minor = given == 2 ? version.minor + 1 : version.minor;
  if (given == 3) next.patch = version.patch + 1;
  return next;
}

bool is_open(std::string_view number) { return number == "x" || number == "X" || number == "*"; }

bool is_space(char c) { return c == ' ' || c == '\t' || c == ','; }

}  // namespace

// Reads the terms between two "||".
class VersionRange::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Conjunction> parse() {
    Conjunction terms;
    skip_space();
    while (!text_.empty()) {
      const auto op = parse_operator();
      if (!op) return std::nullopt;
      skip_space();
      auto term = parse_version(next_word());
      if (!term) return std::nullopt;
      term->op = *op;
      skip_space();
      if (*op == Operator::equal && next_is_hyphen()) {
        term->op = Operator::greater_equal;
        terms.push_back(*term);
        next_word();
        skip_space();
        term = parse_version(next_word());
        if (!term) return std::nullopt;
        term->op = Operator::less_equal;
        skip_space();
      }
      terms.push_back(*term);
    }
    if (terms.empty()) terms.push_back({Operator::equal, {}, 0});
    return terms;
  }

 private:
  void skip_space() {
    while (!text_.empty() && is_space(text_.front())) text_.remove_prefix(1);
  }

  std::string_view next_word() {
    std::size_t length = 0;
    while (length < text_.size() && !is_space(text_[length])) ++length;
    const auto word = text_.substr(0, length);
    text_.remove_prefix(length);
    return word;
  }

  bool next_is_hyphen() const {
    return text_.starts_with('-') && text_.size() > 1 && is_space(text_[1]);
  }

  std::optional<Operator> parse_operator() {
    constexpr std::string_view letters = "=!<>~^";
    const auto end = std::min(text_.find_first_not_of(letters), text_.size());
    const auto word = text_.substr(0, end);
    text_.remove_prefix(end);
    constexpr std::pair<std::string_view, Operator> known[] = {
        {"", Operator::equal},           {"=", Operator::equal},
        {"!=", Operator::not_equal},     {">", Operator::greater},
        {"<", Operator::less},           {">=", Operator::greater_equal},
        {"=>", Operator::greater_equal}, {"<=", Operator::less_equal},
        {"=<", Operator::less_equal},    {"~", Operator::tilde},
        {"~>", Operator::tilde},         {"^", Operator::caret},
    };
    for (const auto& [name, op] : known) {
      if (name == word) return op;
    }
    return std::nullopt;
  }

  // "v2.18.1-rc.1", "2.x", "*"; what follows an open number is open too.
  static std::optional<Term> parse_version(std::string_view word) {
    if (word.empty()) return std::nullopt;
    const auto suffix = word.find_first_of("-+");
    auto plain = word.substr(0, suffix);
    if (plain.starts_with('v')) plain.remove_prefix(1);
    if (plain.starts_with('v')) return std::nullopt;  // Version::parse would take a second one
    const auto parts = text::split(plain, '.');
    constexpr std::size_t most_parts = 3;
    if (parts.size() > most_parts) return std::nullopt;
    Term term;
    const auto open = std::ranges::find_if(parts, is_open);
    term.given = static_cast<int>(open - parts.begin());
    std::string full = term.given == 0 ? "0" : parts.front();
    for (std::size_t i = 1; i < most_parts; ++i) {
      full += '.' + (static_cast<int>(i) < term.given ? parts[i] : "0");
    }
    if (suffix != std::string_view::npos) full += word.substr(suffix);
    const auto version = Version::parse(full);
    if (!version) return std::nullopt;
    term.version = *version;
    return term;
  }

  std::string_view text_;
};

std::optional<VersionRange> VersionRange::parse(std::string_view text) {
  if (text.size() > Version::longest) return std::nullopt;
  VersionRange range;
  constexpr std::string_view separator = "||";
  while (true) {
    const auto end = text.find(separator);
    const auto terms = Parser(text.substr(0, end)).parse();
    if (!terms) return std::nullopt;
    range.alternatives_.push_back(*terms);
    if (end == std::string_view::npos) return range;
    text.remove_prefix(end + separator.size());
  }
}

// Of a version that has to begin as the term's does: how many numbers have to stay.
int VersionRange::fixed_numbers(const Term& term) {
  const auto& [op, version, given] = term;
  if (op == Operator::tilde) return std::min(given, 2);
  if (op != Operator::caret) return given;
  // The first number that is not 0.
  if (version.major != 0 || given < 2) return std::min(given, 1);
  return version.minor == 0 && given == 3 ? 3 : 2;
}

bool VersionRange::reaches(const Version& version) const {
  const auto may_be_later = [&](const Term& term) {
    const int fixed = fixed_numbers(term);
    switch (term.op) {
      case Operator::not_equal:
      case Operator::greater:
      case Operator::greater_equal:
        return true;
      case Operator::less:
        return term.version > version;
      case Operator::equal:
      case Operator::less_equal:
        if (term.given == 3) return term.version >= version;
        break;
      case Operator::tilde:
      case Operator::caret:
        break;
    }
    return fixed == 0 || numbers(after(term.version, fixed)) > numbers(version);
  };
  return std::ranges::any_of(alternatives_, [&](const Conjunction& terms) {
    return std::ranges::all_of(terms, may_be_later);
  });
}

bool VersionRange::holds(const Term& term, const Version& version) {
  const auto& wanted = term.version;
  const int given = term.given;
  const bool whole = given == 3;
  // Where a range ends, numbers alone count: 2.19.0-rc.1 does not begin with 2.18 either.
  const auto begins_with = [&](int count) {
    return count == 0 || (version >= wanted && numbers(version) < numbers(after(wanted, count)));
  };
  switch (term.op) {
    case Operator::equal:
      return whole ? version == wanted : begins_with(given);
    case Operator::not_equal:
      return whole ? version != wanted : !begins_with(given);
    case Operator::greater:
      return whole || given == 0 ? version > wanted
                                 : numbers(version) >= numbers(after(wanted, given));
    case Operator::greater_equal:
      return version >= wanted;
    case Operator::less:
      return version < wanted;
    case Operator::less_equal:
      if (whole) return version <= wanted;
      return given == 0 || numbers(version) < numbers(after(wanted, given));
    case Operator::tilde:
    case Operator::caret:
      return begins_with(fixed_numbers(term));
  }
  return false;
}

bool VersionRange::contains(const Version& version) const {
  return std::ranges::any_of(alternatives_, [&](const Conjunction& terms) {
    const bool names_prerelease =
        std::ranges::any_of(terms, [](const Term& t) { return !t.version.prerelease.empty(); });
    if (!version.prerelease.empty() && !names_prerelease) return false;
    return std::ranges::all_of(terms, [&](const Term& term) { return holds(term, version); });
  });
}

std::optional<Version> VersionRange::only() const {
  if (alternatives_.size() != 1 || alternatives_.front().size() != 1) return std::nullopt;
  const auto& term = alternatives_.front().front();
  const bool whole = term.op == Operator::equal && term.given == 3;
  return whole ? std::optional(term.version) : std::nullopt;
}

}  // namespace telepresence
