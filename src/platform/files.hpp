// Files, whole. What is larger than `most_bytes`, or no file but a pipe, is refused before it is
// read: an answer to it would take the memory, or never come.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace telepresence::platform {

// The file's bytes; nothing when there is no such file. Throws Error (input) when it
// is there and cannot be read.
std::optional<std::string> read_file_if_present(const std::filesystem::path& path,
                                                std::size_t most_bytes);

// The file's bytes in pieces, without holding them all. False when there is no such file.
bool for_each_block(const std::filesystem::path& path,
                    const std::function<void(std::string_view bytes)>& visit);

// Like read_file_if_present, but a missing file is an Error (input) too.
std::string read_file(const std::filesystem::path& path, std::size_t most_bytes);

}  // namespace telepresence::platform
