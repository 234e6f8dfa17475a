// Small operations on text that the standard library lacks.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace telepresence::text {

std::string_view trim(std::string_view text);

// ASCII letters in lower case; other bytes as they are.
std::string lower(std::string_view text);

// `text` for people: control characters and bytes that are no UTF-8 as \xNN, characters that are
// not seen but change how others are, as U+202E, as \uNNNN. Line ends and tabs stay in
// `Lines::keep`.
enum class Lines { keep, escape };
std::string printable(std::string_view text, Lines lines = Lines::escape);

// Whether a word that somebody typed may have a login in it, as USER:PASSWORD@HOST, or the
// signature or token that the query of a URL may be.
bool may_hold_login(std::string_view word);
// The word for an error: "***" when it may hold a login.
std::string shown(const std::string& word);
// `text` without the logins of URLs in it, and without their queries, which may hold a signature or
// a token: "https://***@HOST/PATH?…".
std::string without_logins(std::string_view text);

// Splits at every `separator`; "" gives one empty field.
std::vector<std::string> split(std::string_view text, char separator);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

// "1 pod", "2 pods"
std::string counted(std::size_t number, std::string_view noun);

// Adds a line to `text`, if it says anything.
void append_line(std::string& text, std::string_view line);

// Every line of `text` behind `prefix`; no line end after the last.
std::string indent(std::string_view text, std::string_view prefix);

// Lines of at most `width` columns, filled with the words and a space between them; a longer word
// stays whole. Empty words are more spaces, of which none is left at an edge. `taken` columns of
// the first line are somebody else's.
std::vector<std::string> fill(const std::vector<std::string_view>& words, std::size_t width,
                              std::size_t taken = 0);
// The same of a text whose words stand between spaces.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

// How many columns of a terminal `text`, printable and in UTF-8, takes at most.
std::size_t columns(std::string_view text);
// `text` in at most so many columns; "…" stands for what had to go.
std::string cut(std::string_view text, std::size_t most_columns);

// A limit in the largest unit that divides it: "64 KiB", "16 MiB", "100 bytes".
std::string binary_size(std::size_t bytes);

// A word as a POSIX shell takes it back: in single quotes where it needs them.
std::string shell_quoted(std::string_view word);

// How many insertions, deletions, replacements and swaps of neighbours turn one
// word into the other (optimal string alignment).
std::size_t edit_distance(std::string_view from, std::string_view to);

// The candidate that a mistyped `word` was most likely meant to be, if any is near.
std::optional<std::string> closest(std::string_view word,
                                   const std::vector<std::string>& candidates);

}  // namespace telepresence::text
