// The command lines that are shown to people. Every one acts on the target of the run that shows
// it, is quoted for a shell, and works as it is printed.
#pragma once

#include <string>
#include <vector>

#include "helm/arguments.hpp"
#include "release/target.hpp"

namespace telepresence::release {

// "helm telepresence upgrade --install --kube-context prod -n staging": `words` are the command and
// its flags.
std::string plugin_command(const Target& target, const helm::Arguments& words);

// The same in another namespace than the target's.
std::string plugin_command_in(const std::string& manager_namespace, const Target& target,
                              const helm::Arguments& words);

// An upgrade that keeps the values of the release: it makes again what somebody deleted. `chart`
// are the flags without which it would take a chart of another version than the release's.
std::string same_values_command(const Target& target, const helm::Arguments& chart = {});

// The same with another certificate for the webhook.
std::string new_certificate_command(const Target& target, const helm::Arguments& chart = {});

// What prints the permissions that whoever installs and uninstalls needs, for somebody else to run:
// it names the namespace, which may be chosen otherwise there.
std::string rights_command(const Target& target);

// "helm rollback traffic-manager 1 --namespace staging --kube-context prod": `arguments` name the
// namespace themselves.
std::string helm_command(const Target& target, const helm::Arguments& arguments);

// "kubectl get pods --namespace staging --context prod". Where this user lacks a right, it is for
// anybody who has it, and impersonates nobody.
enum class As { this_user, anybody };
std::string kubectl_command(const Target& target, const helm::Arguments& arguments,
                            As who = As::this_user);

// "telepresence connect --context prod", for whoever works with it: the client takes the same flags
// as kubectl.
std::string client_command(const Target& target, const helm::Arguments& words);

// "delete pod A B --namespace IN --wait=false", of kubectl.
helm::Arguments deletion_of_pods(const std::vector<std::string>& pods, const std::string& in);

}  // namespace telepresence::release
