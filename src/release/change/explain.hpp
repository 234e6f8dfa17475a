// What a failed install or upgrade means to the user, told from helm's words and a look at the
// cluster.
#pragma once

#include <string>

#include "release/cause.hpp"
#include "release/plan.hpp"
#include "release/tools.hpp"
#include "release/watch/watch.hpp"

namespace telepresence::release {

// Of a helm that got no answer: nothing was deployed that it could have waited for.
Cause no_answer(const std::string& text);
Cause no_answer_to_dry_run();

// Of a wait that was ended.
Cause explain_hopeless(const Plan& plan, const Hopeless& hopeless);

// `words` is what helm wrote to stderr; `pods`, which may be "", why pods were not ready. Throws
// nothing but what memory does: a look that fails is told in the details.
Cause explain(const Tools& tools, const Plan& plan, const std::string& words,
              const std::string& pods);

}  // namespace telepresence::release
