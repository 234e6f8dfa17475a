{{- /*
The values as the templates use them: complete, and under their present names.

`helm upgrade --reuse-values` renders with the values of the old chart alone, which may lack
what this version added. No template reads .Values therefore; each begins with

    {{- include "telepresence.load" . -}}
    {{- $values := .telepresence.values -}}

The work is done once: the root context is one map for the whole render, so what is stored in
it is seen by every file. It holds
    .telepresence.values      values with nothing missing
    .telepresence.namespace   where the Traffic Manager lives
*/ -}}
{{- define "telepresence.load" -}}
{{- if not (hasKey . "telepresence") -}}
{{- $values := deepCopy .Values -}}
{{- range $path, $default := fromYaml (include "telepresence.defaults" .) -}}
  {{- include "telepresence.fill" (list $values $path $default) -}}
{{- end -}}
{{- include "telepresence.adoptOldNames" $values -}}
{{- /* "0" from --set-string has to count as off, as 0 does. */ -}}
{{- $_ := set $values.prometheus "port" (int64 $values.prometheus.port) -}}
{{- $_ := set $values.telepresenceAPI "port" (int64 $values.telepresenceAPI.port) -}}
{{- $_ := set $values.tracing "grpcPort" (int64 $values.tracing.grpcPort) -}}
{{- /* A namespace that is named twice must not be rendered twice. */ -}}
{{- $_ := set $values.managerRbac "namespaces" (uniq $values.managerRbac.namespaces) -}}
{{- $_ := set $values.clientRbac "namespaces" (uniq $values.clientRbac.namespaces) -}}
{{- $namespace := .Release.Namespace -}}
{{- if $values.isCI -}}
  {{- $namespace = "ambassador" -}}
{{- end -}}
{{- $_ := set . "telepresence" (dict "values" $values "namespace" $namespace) -}}
{{- end -}}
{{- end -}}

{{- /*
What stands in for a value that is missing or null, by its path; the same as in values.yaml.

An entry is taken whole or not at all. That matters where a missing key means something: with
`agent: {port: null}` the port is left to the Traffic Manager, so only a missing section gets the
default. Values that are absent here may be null everywhere (securityContext: an OpenShift user who
removes it must not get it back). Tracing alone is off where its section is missing: helm drops a
section that is null, so nothing else could tell `tracing: null`.
*/ -}}
{{- define "telepresence.defaults" -}}
isCI: false
replicaCount: 1
image.registry: docker.io/datawire
image.name: tel2
image.pullPolicy: IfNotPresent
apiPort: 8081
service.type: ClusterIP
logLevel: info
grpc: {maxReceiveSize: 4Mi}
podCIDRStrategy: auto
metritonEnabled: true
rbac.only: false
managerRbac.create: true
managerRbac.namespaced: false
managerRbac.namespaces: []
clientRbac.create: false
clientRbac.subjects: []
clientRbac.namespaced: false
clientRbac.namespaces: [ambassador]
clientRbac.ruleExtras: false
timeouts.agentArrival: 30s
intercept.environment.excluded: []
agentInjector.name: agent-injector
agentInjector.injectPolicy: OnDemand
agentInjector.agentImage: {}
agentInjector.secret.name: mutator-webhook-tls
agentInjector.certificate.regenerate: false
agentInjector.certificate.method: helm
agentInjector.certificate.certmanager: {commonName: agent-injector, duration: 2160h0m0s}
agentInjector.certificate.certmanager.issuerRef: {name: telepresence, kind: Issuer}
agentInjector.webhook.name: agent-injector-webhook
agentInjector.webhook.admissionReviewVersions: [v1]
agentInjector.webhook.servicePath: /traffic-agent
agentInjector.webhook.port: 443
agentInjector.webhook.failurePolicy: Ignore
agentInjector.webhook.reinvocationPolicy: IfNeeded
agentInjector.webhook.sideEffects: None
agentInjector.webhook.timeoutSeconds: 5
agentInjector.webhook.namespaceSelector:
  matchExpressions:
    - key: kubernetes.io/metadata.name
      operator: NotIn
      values: [kube-system, kube-node-lease]
agent: {appProtocolStrategy: http2Probe, port: 9900}
agent.image.pullPolicy: IfNotPresent
telepresenceAPI.port: 0
tracing: {}
prometheus.port: 0
licenseKey.create: false
licenseKey.value: ""
licenseKey.secret.create: true
licenseKey.secret.name: systema-license
hooks.busybox.registry: docker.io
hooks.busybox.image: busybox
hooks.busybox.tag: latest
hooks.curl.registry: docker.io
hooks.curl.image: curlimages/curl
hooks.curl.tag: 8.1.1
{{- end -}}

{{- /*
Puts a default in place, creating the maps on the way to it.
Takes (list VALUES PATH DEFAULT) and changes VALUES.
*/ -}}
{{- define "telepresence.fill" -}}
{{- $section := index . 0 -}}
{{- $path := index . 1 -}}
{{- $keys := splitList "." $path -}}
{{- $above := list -}}
{{- range initial $keys -}}
  {{- $above = append $above . -}}
  {{- if kindIs "invalid" (index $section .) -}}
    {{- $_ := set $section . dict -}}
  {{- else if not (kindIs "map" (index $section .)) -}}
    {{- /* For those who skip the schema, which says the same. */ -}}
    {{- fail (printf "%s: must be a map, not %v: write its keys below it" (join "." $above) (index $section .)) -}}
  {{- end -}}
  {{- $section = index $section . -}}
{{- end -}}
{{- if kindIs "invalid" (index $section (last $keys)) -}}
  {{- $_ := set $section (last $keys) (index . 2) -}}
{{- end -}}
{{- end -}}

{{- /*
Moves values that go by an old name to the present one; the old name wins, because it is there
only if somebody wrote it. (dnsConfig is seen to where it is used: client.yaml must not change.)
*/ -}}
{{- define "telepresence.adoptOldNames" -}}
{{- $injector := .agentInjector -}}
{{- $agent := .agent -}}
{{- with $injector.appProtocolStrategy -}}
  {{- $_ := set $agent "appProtocolStrategy" . -}}
{{- end -}}
{{- range $key := list "resources" "initResources" -}}
  {{- with index $injector.agentImage $key -}}
    {{- $_ := set $agent $key . -}}
  {{- end -}}
{{- end -}}
{{- range $key := list "registry" "name" "tag" -}}
  {{- with index $injector.agentImage $key -}}
    {{- $_ := set $agent.image $key . -}}
  {{- end -}}
{{- end -}}
{{- end -}}
