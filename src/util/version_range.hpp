// Which versions are meant by "2.18", "^2.17" or ">=2.10 <2.19": the constraints of
// Masterminds/semver v3, which helm takes for --version.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "util/semver.hpp"

namespace telepresence {

class VersionRange {
 public:
  // Nothing when `text` is no constraint, or longer than a version may be. "" and "*" mean every
  // release.
  //
  //   2.18.1  =2.18.1  !=2.18.1  >2.18  >=2.18  <3  <=2.18
  //   2.18  2.x  2.18.*        any version that begins so
  //   ~2.18.1                  the same minor, from there on
  //   ^2.17                    the same major, from there on (^0.2: the same minor)
  //   2.10 - 2.17              both ends included
  //   A B  A, B                both hold
  //   A || B                   one of them holds
  static std::optional<VersionRange> parse(std::string_view text);

  // A prerelease is only in a range that names one, as ">=2.19.0-0" does.
  bool contains(const Version& version) const;

  // Whether a version that is `version` or a later one may be in it.
  bool reaches(const Version& version) const;

  // The version that alone is meant, as by "2.18.1" or "=v2.18.1"; nothing for a real range.
  std::optional<Version> only() const;

 private:
  enum class Operator { equal, not_equal, greater, greater_equal, less, less_equal, tilde, caret };

  // A comparison with a version whose last numbers may be left open.
  struct Term {
    Operator op = Operator::equal;
    Version version;
    int given = 3;  // how many numbers were written, 0 for "*"
  };
  using Conjunction = std::vector<Term>;

  class Parser;
  static bool holds(const Term& term, const Version& version);
  static int fixed_numbers(const Term& term);

  std::vector<Conjunction> alternatives_;
};

}  // namespace telepresence
