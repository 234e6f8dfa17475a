{{- /*
Small pieces that many templates share: text, names, labels. They take the root context,
after telepresence.load, where nothing else is said.
*/ -}}

{{- /*
One value as text. Helm reads every number of a values file as a float, and a large one would
print as 1e+06.
*/ -}}
{{- define "telepresence.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}
  {{- int64 . -}}
{{- else if not (kindIs "invalid" .) -}}
  {{- . -}}
{{- end -}}
{{- end -}}

{{- /* A list as words with one space between them. */ -}}
{{- define "telepresence.words" -}}
{{- range $position, $word := . -}}
  {{- if $position }} {{ end -}}
  {{- include "telepresence.text" $word -}}
{{- end -}}
{{- end -}}

{{- /* An image reference. Takes (list REGISTRY NAME TAG). */ -}}
{{- define "telepresence.image" -}}
{{- include "telepresence.text" (index . 0) }}/{{ include "telepresence.text" (index . 1) }}:{{ include "telepresence.text" (index . 2) -}}
{{- end -}}

{{- /*
Name of the cluster-wide objects that let people use Telepresence. It ends in the namespace, so
that two Traffic Managers can live in one cluster.
*/ -}}
{{- define "telepresence.clientRbac.name" -}}
{{- $values := .telepresence.values -}}
{{- $prefix := $values.nameOverride | default .Chart.Name -}}
{{- with $values.rbac.nameOverride -}}
  {{- $prefix = . -}}
{{- end -}}
{{- printf "%s-%s" ($prefix | trunc 63 | trimSuffix "-") .telepresence.namespace -}}
{{- end -}}

{{- /*
The labels that the Services and the Deployment select by. They never change: a Deployment's
selector is immutable.
*/ -}}
{{- define "telepresence.selectorLabels" -}}
app: traffic-manager
telepresence: manager
{{- end -}}

{{- define "telepresence.labels" -}}
{{ include "telepresence.selectorLabels" . }}
{{ include "telepresence.chartLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/created-by: {{ .telepresence.values.createdBy | default .Release.Service | quote }}
{{- end -}}

{{- define "telepresence.chartLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- /*
Labels of the uninstall Job and of its pod. Not the common ones: by those the Services would send
the pod traffic.
*/ -}}
{{- define "telepresence.uninstallLabels" -}}
{{ include "telepresence.chartLabels" . }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- /*
Names that the webhook's certificate has to cover: those the API server and the uninstall Job
use, and, where the Service has another name, the well-known ones as well.
*/ -}}
{{- define "telepresence.webhook.dnsNames" -}}
{{- $namespace := .telepresence.namespace -}}
{{- range list "agent-injector" .telepresence.values.agentInjector.name | uniq }}
- {{ . }}.{{ $namespace }}
- {{ . }}.{{ $namespace }}.svc
{{- end }}
{{- end -}}

{{- /* Where a pod may run, as fields of its spec. Takes the values. */ -}}
{{- define "telepresence.scheduling" -}}
{{- range $field := list "nodeSelector" "affinity" "tolerations" }}
{{- with index $ $field }}
{{ $field }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{- /*
The label that holds a namespace's name. Kubernetes sets one itself since 1.21; on older clusters
somebody has to. By Major and Minor, because the full version of a cluster built from source need
not be a semantic version; a provider's Minor may end in a plus.
*/ -}}
{{- define "telepresence.namespaceNameLabel" -}}
{{- $minor := regexFind "^[0-9]+" .Capabilities.KubeVersion.Minor -}}
{{- if and (eq .Capabilities.KubeVersion.Major "1") $minor (lt (int $minor) 21) -}}
app.kubernetes.io/name
{{- else -}}
kubernetes.io/metadata.name
{{- end -}}
{{- end -}}
