// Base64, as Kubernetes has the data of Secrets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace telepresence {

// The bytes that `text` stands for; nothing where it is no base64. Line ends within it count for
// nothing. Source: RFC 4648, section 4.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace telepresence
