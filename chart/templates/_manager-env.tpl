{{- /*
The environment of the Traffic Manager's container: the settings that the program reads.
*/ -}}

{{- /* One variable, always a string. Takes (list NAME VALUE). */ -}}
{{- define "telepresence.env" }}
- name: {{ index . 0 | quote }}
  value: {{ include "telepresence.text" (index . 1) | quote }}
{{- end -}}

{{- /* The same, when the value is neither empty nor 0. */ -}}
{{- define "telepresence.optionalEnv" -}}
{{- if index . 1 -}}
  {{- include "telepresence.env" . -}}
{{- end -}}
{{- end -}}

{{- /* A list as words; nothing for an empty one. */ -}}
{{- define "telepresence.wordsEnv" -}}
{{- include "telepresence.optionalEnv" (list (index . 0) (include "telepresence.words" (index . 1))) -}}
{{- end -}}

{{- /* A map or list as JSON; nothing for an empty one. */ -}}
{{- define "telepresence.jsonEnv" -}}
{{- if index . 1 -}}
  {{- include "telepresence.env" (list (index . 0) (toJson (index . 1))) -}}
{{- end -}}
{{- end -}}

{{- /* A field of the pod. Takes (list NAME FIELDPATH). */ -}}
{{- define "telepresence.fieldEnv" }}
- name: {{ index . 0 | quote }}
  valueFrom:
    fieldRef:
      apiVersion: v1
      fieldPath: {{ index . 1 }}
{{- end -}}

{{- define "telepresence.manager.env" -}}
{{- $values := .telepresence.values -}}
{{- include "telepresence.fieldEnv" (list "MANAGER_NAMESPACE" "metadata.namespace") }}
{{- include "telepresence.fieldEnv" (list "POD_IP" "status.podIP") }}
{{- include "telepresence.env" (list "LOG_LEVEL" $values.logLevel) }}
{{- include "telepresence.env" (list "REGISTRY" $values.image.registry) }}
{{- include "telepresence.env" (list "SERVER_PORT" $values.apiPort) }}
{{- include "telepresence.optionalEnv" (list "GRPC_MAX_RECEIVE_SIZE" $values.grpc.maxReceiveSize) }}
{{- include "telepresence.env" (list "POD_CIDR_STRATEGY" $values.podCIDRStrategy) }}
{{- include "telepresence.wordsEnv" (list "POD_CIDRS" $values.podCIDRs) }}
{{- with $values.managerRbac }}
  {{- if .namespaced }}
    {{- include "telepresence.wordsEnv" (list "MANAGED_NAMESPACES" .namespaces) }}
  {{- end }}
{{- end }}
{{- if not $values.metritonEnabled }}
  {{- include "telepresence.env" (list "SCOUT_DISABLE" "1") }}
{{- end }}
{{- include "telepresence.optionalEnv" (list "PROMETHEUS_PORT" $values.prometheus.port) }}
{{- include "telepresence.optionalEnv" (list "TRACING_GRPC_PORT" $values.tracing.grpcPort) }}
{{- include "telepresence.optionalEnv" (list "AGENT_REST_API_PORT" $values.telepresenceAPI.port) }}
{{- include "telepresence.env" (list "AGENT_ARRIVAL_TIMEOUT" $values.timeouts.agentArrival) }}
{{- with $values.agentInjector }}
  {{- include "telepresence.env" (list "AGENT_INJECTOR_NAME" .name) }}
  {{- include "telepresence.env" (list "AGENT_INJECTOR_SECRET" .secret.name) }}
  {{- include "telepresence.env" (list "AGENT_INJECT_POLICY" .injectPolicy) }}
  {{- include "telepresence.env" (list "MUTATOR_WEBHOOK_PORT" .webhook.port) }}
{{- end }}
{{- with $values.agent }}
  {{- include "telepresence.optionalEnv" (list "AGENT_LOG_LEVEL" .logLevel) }}
  {{- include "telepresence.optionalEnv" (list "AGENT_PORT" .port) }}
  {{- include "telepresence.optionalEnv" (list "AGENT_APP_PROTO_STRATEGY" .appProtocolStrategy) }}
  {{- include "telepresence.jsonEnv" (list "AGENT_RESOURCES" .resources) }}
  {{- include "telepresence.jsonEnv" (list "AGENT_INIT_RESOURCES" .initResources) }}
  {{- with .image }}
    {{- include "telepresence.optionalEnv" (list "AGENT_REGISTRY" .registry) }}
    {{- include "telepresence.optionalEnv" (list "AGENT_IMAGE_NAME" .name) }}
    {{- include "telepresence.optionalEnv" (list "AGENT_IMAGE_TAG" .tag) }}
    {{- include "telepresence.jsonEnv" (list "AGENT_IMAGE_PULL_SECRETS" .pullSecrets) }}
    {{- include "telepresence.env" (list "AGENT_IMAGE_PULL_POLICY" .pullPolicy) }}
  {{- end }}
{{- end }}
{{- include "telepresence.manager.clientEnv" $values }}
{{- end -}}

{{- /*
What the Traffic Manager hands to its clients. dnsConfig is where the subnets stood in older
charts; it replaces client.routing as a whole, and knows nothing of conflicting subnets. Takes the values.
*/ -}}
{{- define "telepresence.manager.clientEnv" -}}
{{- $client := .client | default dict -}}
{{- $old := .dnsConfig | default dict -}}
{{- $routing := $client.routing | default dict -}}
{{- $dns := $client.dns | default dict -}}
{{- if $client }}
  {{- include "telepresence.env" (list "CLIENT_CONNECTION_TTL" ($client.connectionTTL | default "24h")) }}
{{- end }}
{{- if or $old.alsoProxySubnets $old.neverProxySubnets }}
  {{- $routing = $old }}
{{- end }}
{{- include "telepresence.wordsEnv" (list "CLIENT_ROUTING_ALSO_PROXY_SUBNETS" $routing.alsoProxySubnets) }}
{{- include "telepresence.wordsEnv" (list "CLIENT_ROUTING_NEVER_PROXY_SUBNETS" $routing.neverProxySubnets) }}
{{- include "telepresence.wordsEnv" (list "CLIENT_ROUTING_ALLOW_CONFLICTING_SUBNETS" $routing.allowConflictingSubnets) }}
{{- include "telepresence.wordsEnv" (list "CLIENT_DNS_EXCLUDE_SUFFIXES" $dns.excludeSuffixes) }}
{{- include "telepresence.wordsEnv" (list "CLIENT_DNS_INCLUDE_SUFFIXES" $dns.includeSuffixes) }}
{{- end -}}
