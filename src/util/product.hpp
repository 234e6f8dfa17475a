// The names under which Telepresence publishes what is installed here.
#pragma once

#include <string_view>

namespace telepresence {

// The name of the Traffic Manager's release that every telepresence client looks for.
inline constexpr const char* release_name = "traffic-manager";

// The names of its charts: the one that repositories have, and from 2.20 on the open-source
// edition's own.
inline constexpr const char* chart_name = "telepresence";
inline constexpr const char* oss_chart_name = "telepresence-oss";

inline bool is_traffic_manager_chart(std::string_view name) {
  return name == chart_name || name == oss_chart_name;
}

}  // namespace telepresence
