// Points in time, for people and for programs.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace telepresence {

using TimePoint = std::chrono::sys_seconds;

TimePoint now();

// As helm prints it, in a list "2026-11-25 22:35:29.423470647 +0000 UTC", and in a history
// "2026-11-25T22:35:29.423470647Z". Nothing for what is none.
// Source: Go's time.Time.String and time.RFC3339Nano.
std::optional<TimePoint> parse_helm_time(const std::string& text);

// "2026-11-25T22:35:29Z"
std::string rfc3339(TimePoint time);

// "just now", "3 minutes ago", "2 days ago"; what is to come is "just now" too.
std::string time_ago(TimePoint time, TimePoint now);

}  // namespace telepresence
