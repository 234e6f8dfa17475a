// The two editions of Telepresence. Up to 2.19 one chart serves both; from 2.20 on the
// open-source one has its own, in a registry (telepresence pull request 3664).
#pragma once

#include <array>
#include <optional>
#include <string>

#include "chart/metadata.hpp"
#include "util/product.hpp"
#include "util/semver.hpp"
#include "util/words.hpp"

namespace telepresence::chart {

enum class Edition { oss, enterprise };

constexpr auto words_of(Edition /*type*/) {
  return std::array{Word{Edition::oss, "oss", "the open-source edition"},
                    Word{Edition::enterprise, "enterprise", "the enterprise edition"}};
}

// Where the open-source edition's own chart is published.
inline constexpr const char* oss_registry = "oci://ghcr.io/telepresenceio/telepresence-oss";

// The first version in which the editions have charts of their own.
inline const Version first_with_editions{2, 20, 0, {}, {}};

// Whether they have in `version`.
bool editions_differ(const Version& version);

// Which edition a chart is made for; nothing when it serves both.
std::optional<Edition> edition_of(const Metadata& chart);

// Throws Error (input) when the chart is not a Traffic Manager's. `origin` is where it came
// from.
void check_is_traffic_manager(const Metadata& chart, const std::string& origin);

}  // namespace telepresence::chart
