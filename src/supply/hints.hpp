// What to do where a source gave no chart. The rooms below say what happened; which flag helps is
// known here.
#pragma once

#include <optional>
#include <string>

#include "chart/edition.hpp"
#include "net/url.hpp"
#include "supply/package.hpp"
#include "supply/source.hpp"
#include "util/error.hpp"

namespace telepresence::supply {

// The command line that fetches the chart of `version`, which may be a range, where there is a
// network. `edition`: whose, where both have one of that version.
std::string pull_command(const std::string& version, const std::optional<chart::Edition>& edition);

// A word of a command line: the URL, or just "URL" where a part of it is not shown, which may be a
// signature.
std::string word_of(const net::Url& url);

// What a source said, with what helps there. `options`: what was asked of its chart.
Error with_hints(const Error& error, const Source& source, const FetchOptions& options);

}  // namespace telepresence::supply
