// Standard input, output and error, which whoever starts a program may have closed.
#pragma once

namespace telepresence::platform {

// Takes the places of those that are closed: the next file that is opened would get one, and with
// it all that is printed. They stay what they were to a reader and a writer, who fail.
void hold_standard_streams();

}  // namespace telepresence::platform
