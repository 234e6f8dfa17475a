// Pipes. A program that is started inherits neither end of one.
#pragma once

#include "platform/file_descriptor.hpp"

namespace telepresence::platform {

struct Pipe {
  FileDescriptor read_end;
  FileDescriptor write_end;
};

// Throws Error (environment).
Pipe make_pipe();

void set_nonblocking(const FileDescriptor& end);

}  // namespace telepresence::platform
