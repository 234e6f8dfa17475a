#include "cli/report/style.hpp"

#include <fmt/color.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "platform/terminal.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

bool wants_colour(Colouring colouring, Reader reader, const platform::Environment& environment) {
  if (colouring == Colouring::automatic) {
    if (environment.get("NO_COLOR")) return false;
    const auto of_helm = from_word<Colouring>(environment.get("HELM_COLOR").value_or(""));
    colouring = of_helm.value_or(colouring);
  }
  return colouring == Colouring::always ||
         (colouring == Colouring::automatic && reader == Reader::person);
}

// In prose other words follow: "helm cannot read Secret x".
constexpr std::string_view commands[] = {
    "cp ",
    "rm ",
    "helm telepresence ",
    "helm get ",
    "helm history ",
    "helm list ",
    "helm plugin ",
    "helm pull ",
    "helm registry ",
    "helm repo ",
    "helm rollback ",
    "helm status ",
    "helm uninstall ",
    "helm upgrade ",
    "kubectl config ",
    "kubectl annotate ",
    "kubectl apply ",
    "kubectl auth ",
    "kubectl create ",
    "kubectl delete ",
    "kubectl describe ",
    "kubectl get ",
    "kubectl label ",
    "kubectl logs ",
    "kubectl patch ",
    "kubectl rollout ",
};

bool begins_command(std::string_view text) {
  return std::ranges::any_of(commands,
                             [&](std::string_view command) { return text.starts_with(command); });
}

// Where a line's text begins: behind its indentation, and behind a name in "  Name   value".
// Further to the right than `most` there would be no room to speak of, and it is no name.
std::size_t beginning_of(std::string_view line, std::size_t most) {
  const auto text = std::min(line.find_first_not_of(' '), line.size());
  const auto gap = line.substr(0, most).find("  ", text);
  if (text == 0 || gap == std::string_view::npos) return text;
  const auto value = std::min(line.find_first_not_of(' ', gap), line.size());
  return value <= most ? value : text;
}

// How much of `text` has to stay in one line. `after`: what is before it.
std::size_t piece_of(std::string_view text, std::string_view after) {
  if (begins_command(text) && (after.empty() || after.ends_with(": "))) return text.size();
  // A sentence's command may have spaces.
  const auto end = std::min(text.find(' '), text.size());
  const auto opened = text.substr(0, end).find('`');
  if (opened == std::string_view::npos) return end;
  const auto closed = text.find('`', opened + 1);
  return closed == std::string_view::npos ? end : std::min(text.find(' ', closed), text.size());
}

std::vector<std::string_view> pieces_of(std::string_view text) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < text.size(); at += pieces.back().size() + 1) {
    pieces.push_back(text.substr(at, piece_of(text.substr(at), text.substr(0, at))));
  }
  return pieces;
}

// The next line begins where the text of the broken one began. Words that are too long stay whole.
std::string fitted(std::string_view line, std::size_t width) {
  if (text::columns(line) <= width) return std::string(line);
  const auto begin = beginning_of(line, width / 2);
  const std::string indentation(begin <= width / 2 ? begin : 0, ' ');
  const auto lines = text::fill(pieces_of(line.substr(begin)), width - indentation.size(),
                                begin - indentation.size());
  return std::string(line.substr(0, begin)) + text::join(lines, "\n" + indentation);
}

struct Painted {
  std::string_view word;
  fmt::terminal_color colour;
};
// In the order of Tone.
constexpr Painted marks[] = {{"√ ", fmt::terminal_color::green},
                             {"‼ ", fmt::terminal_color::yellow},
                             {"× ", fmt::terminal_color::red}};
constexpr Painted beginnings[] = {{"Error:", fmt::terminal_color::red},
                                  {"Warning:", fmt::terminal_color::yellow}};

std::string painted(const Painted& what) {
  return fmt::format(fmt::emphasis::bold | fmt::fg(what.colour), "{}", what.word);
}

// Marks, "Error:" and "Warning:" in the terminal's own colours.
std::string coloured(std::string_view line) {
  for (const auto& word : beginnings) {
    if (line.starts_with(word.word)) {
      return painted(word) + std::string(line.substr(word.word.size()));
    }
  }
  const auto begin = beginning_of(line, line.size());
  for (const auto& mark : marks) {
    if (line.substr(begin).starts_with(mark.word)) {
      return std::string(line.substr(0, begin)) + painted(mark) +
             std::string(line.substr(begin + mark.word.size()));
    }
  }
  return std::string(line);
}

std::string coloured_in_diff(const std::string& line) {
  if (line.empty()) return line;
  const auto in = [&](fmt::terminal_color colour) {
    return fmt::format(fmt::fg(colour), "{}", line);
  };
  switch (line.front()) {
    case '-':
      return in(fmt::terminal_color::red);
    case '+':
      return in(fmt::terminal_color::green);
    case '@':
      return in(fmt::terminal_color::cyan);
    default:
      return line;
  }
}

}  // namespace

Style::Style(Reader reader, std::size_t width, bool is_coloured)
    : reader_(reader), width_(width), is_coloured_(is_coloured) {}

Style Style::of(int fd, Colouring colouring, const platform::Environment& environment) {
  const bool is_terminal = platform::is_terminal(fd, environment);
  const auto reader = is_terminal ? Reader::person : Reader::program;
  return {reader, is_terminal ? platform::terminal_width(fd, environment) : unlimited,
          wants_colour(colouring, reader, environment)};
}

std::string Style::apply(std::string_view text) const {
  auto lines = text::split(text, '\n');
  for (auto& line : lines) {
    // What begins a line only since another was broken is no beginning.
    line = fitted(line, width_);
    if (is_coloured_) line = coloured(line);
  }
  return text::join(lines, "\n");
}

std::string Style::apply_to_diff(std::string_view text) const {
  if (!is_coloured_) return std::string(text);
  auto lines = text::split(text, '\n');
  for (auto& line : lines) line = coloured_in_diff(line);
  return text::join(lines, "\n");
}

Marks Style::marks() const {
  return reader_ == Reader::person || is_coloured_ ? Marks::shown : Marks::none;
}

std::string marked(std::string_view text, Tone tone) {
  const auto mark =
      tone == Tone::none ? std::string_view() : marks[static_cast<int>(tone) - 1].word;
  return std::string(mark) + std::string(text);
}

}  // namespace telepresence::cli
