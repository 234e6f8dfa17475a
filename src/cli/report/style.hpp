// How text for people looks where it goes: as wide as the terminal, and in colour where that is
// wanted. Neither changes what is said.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

#include "platform/environment.hpp"
#include "util/words.hpp"

namespace telepresence::cli {

// When there are colours: on a terminal, or as somebody says.
enum class Colouring { automatic, always, never };

constexpr auto words_of(Colouring /*type*/) {
  return std::array{Word{Colouring::automatic, "auto", "on a terminal"},
                    Word{Colouring::always, "always", "also in a file or a pipe"},
                    Word{Colouring::never, "never", "in no case"}};
}

// How good a thing is that is told, for a mark on a terminal.
enum class Tone { none, good, doubtful, bad };

// Whether a tone is shown.
enum class Marks { none, shown };

// Who reads what is printed: who sits at a terminal, or what stands at the end of a pipe.
enum class Reader { person, program };

class Style {
 public:
  // A file or a pipe has room for all.
  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  // As it goes to a program.
  Style() = default;
  Style(Reader reader, std::size_t width, bool is_coloured);
  // As it goes to `fd`. `automatic` heeds NO_COLOR and HELM_COLOR, as Helm 4 does
  // (https://helm.sh/docs/helm/helm/, https://no-color.org).
  static Style of(int fd, Colouring colouring, const platform::Environment& environment);

  Reader reader() const { return reader_; }
  std::size_t width() const { return width_; }  // columns
  // For a person, and where colours are wanted, which they carry.
  Marks marks() const;

  // `text`, printable, as it is to look. Its lines are broken at spaces where they are too wide,
  // and go on where their text began: behind the name in "  Name   value". Words that are too long
  // stay whole, and so does a command, in backquotes or up to the end of its line: somebody may
  // copy it. Marks, "Error:" and "Warning:" have the terminal's own colours where colours are
  // wanted.
  std::string apply(std::string_view text) const;
  // A diff as it is to look: nothing is broken, since somebody may apply it. What is taken away is
  // red, what is added green, and where they stand cyan, as git has it.
  std::string apply_to_diff(std::string_view text) const;

 private:
  Reader reader_ = Reader::program;
  std::size_t width_ = unlimited;
  bool is_coloured_ = false;
};

// "√ ready", "‼ …", "× …"; `text` itself without a tone.
std::string marked(std::string_view text, Tone tone);

}  // namespace telepresence::cli
