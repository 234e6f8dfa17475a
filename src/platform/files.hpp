// Files, whole.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "platform/environment.hpp"

namespace telepresence::platform {

// The file's bytes; nothing when there is no such file. Throws Error (input) when it
// is there and cannot be read.
std::optional<std::string> read_file_if_present(const std::filesystem::path& path);

// Like read_file_if_present, but a missing file is an Error (input) too.
std::string read_file(const std::filesystem::path& path);

// Writes through a temporary file in the same folder and renames it into place, so
// that a reader sees the old bytes or the new ones, never a part. Creates missing
// folders. Throws Error (input).
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

// The running program's own file, symbolic links resolved.
std::filesystem::path executable_path();

// Where execvp would find `name`: as it stands if it has a slash, else on PATH.
std::optional<std::filesystem::path> find_program(const std::string& name,
                                                  const Environment& environment);

}  // namespace telepresence::platform
