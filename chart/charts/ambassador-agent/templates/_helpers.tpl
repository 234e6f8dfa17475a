{{- /*
Names and labels of the Ambassador Agent.

Sections may be null: `helm upgrade --reuse-values` brings values that an older chart left
empty, and null takes a default away. Hence the parentheses in (.Values.rbac).argo, which give
nothing where .Values.rbac.argo would stop the render.
*/ -}}

{{- define "ambassador-agent.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "ambassador-agent.fullname" -}}
{{- $name := .Values.nameOverride | default .Chart.Name -}}
{{- $fullName := printf "%s-%s" .Release.Name $name -}}
{{- if contains $name .Release.Name -}}
  {{- $fullName = .Release.Name -}}
{{- end -}}
{{- .Values.fullnameOverride | default $fullName | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "ambassador-agent.namespace" -}}
{{- .Values.namespaceOverride | default .Release.Namespace -}}
{{- end -}}

{{- define "ambassador-agent.serviceAccountName" -}}
{{- $account := .Values.serviceAccount | default dict -}}
{{- if $account.create -}}
  {{- $account.name | default (include "ambassador-agent.fullname" .) -}}
{{- else -}}
  {{- $account.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "ambassador-agent.image" -}}
{{- $image := .Values.image | default dict -}}
{{- $repository := $image.repository | default "docker.io/ambassador/ambassador-agent" -}}
{{- $tag := $image.tag | default .Chart.AppVersion -}}
{{- /* Helm reads a number of a values file as a float, and a large one would print as 1e+06. */ -}}
{{- if and (kindIs "float64" $tag) (eq (floor $tag) $tag) -}}
  {{- $tag = int64 $tag -}}
{{- end -}}
{{- $image.fullImageOverride | default (printf "%s:%v" $repository $tag) -}}
{{- end -}}

{{- /* What the Deployment and the Service select by. */ -}}
{{- define "ambassador-agent.selectorLabels" -}}
app.kubernetes.io/name: {{ include "ambassador-agent.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- /* Labels of every object, without the name: the Secret has another. */ -}}
{{- define "ambassador-agent.unnamedLabels" -}}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{- define "ambassador-agent.labels" -}}
app.kubernetes.io/name: {{ include "ambassador-agent.name" . | quote }}
{{ include "ambassador-agent.unnamedLabels" . }}
{{- end -}}

{{- /* The agent as the subject of a binding. */ -}}
{{- define "ambassador-agent.subjects" -}}
- kind: ServiceAccount
  name: {{ include "ambassador-agent.serviceAccountName" . | quote }}
  namespace: {{ include "ambassador-agent.namespace" . | quote }}
{{- end -}}
