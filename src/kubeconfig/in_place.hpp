// Writes a file where it is. The last resort, for one that nothing can be renamed onto: a
// kubeconfig that is mounted into a container by itself. While it is written, its former text is in
// a backup beside it.
#pragma once

#include <filesystem>
#include <string>

namespace telepresence::kubeconfig {

// `file` has `old_text`. Throws Error (input) when it cannot be written; then the old text is in it
// again, or, if that failed too, the error names the backup.
void write_in_place(const std::filesystem::path& file, const std::string& old_text,
                    const std::string& text);

// Throws Error (conflict), which names the backup, when there is one: a process is just writing the
// file, or was killed while it did. To be asked when the file cannot be read.
void check_not_cut_off(const std::filesystem::path& path);

// The same for who has the file's lock, so that nobody is writing it; a backup of what the file has
// is removed.
void check_written(const std::filesystem::path& file);

}  // namespace telepresence::kubeconfig
