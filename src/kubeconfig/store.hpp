// Replaces a kubeconfig's text, whole or not at all.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace telepresence::kubeconfig {

// Under client-go's lock: reads `file`, lets `edit` make its new text of the old (`known` itself
// where it still holds that), and puts a file with the new one in its place, flushed to the disk;
// owner, mode, access control list and extended attributes stay, and a symbolic link stays one. A
// file that nothing can be renamed onto, since it is mounted by itself, is written where it is.
// Nothing is written when the text is the same. When somebody changed the file meanwhile it begins
// again. Whether it was changed. Throws Error: conflict when the lock stays taken or the file keeps
// changing; input when it is no regular file, has a second name (a hard link), is larger than 16
// MiB, or cannot be read or replaced; interrupted; and what `edit` throws. The file is then what it
// was. `waiting` is called from time to time while somebody else has the lock.
bool update_file(const std::filesystem::path& file, const std::string& known,
                 const std::function<std::string(const std::string& text)>& edit,
                 const std::function<void()>& waiting = {});

// The file's text, with the same demands.
std::string read_editable(const std::filesystem::path& file);

}  // namespace telepresence::kubeconfig
