// What `install` and `upgrade` print.
#pragma once

#include "cli/report/format.hpp"
#include "cli/session.hpp"
#include "commands/change.hpp"

namespace telepresence::cli {

void show_change(Session& session, const commands::ChangeReport& report, OutputFormat format);

}  // namespace telepresence::cli
