{{- /* The Secret with the token for Ambassador Cloud, and whose it is. */ -}}

{{- define "ambassador-agent.cloudToken.name" -}}
{{- include "ambassador-agent.fullname" . }}-cloud-token
{{- end -}}

{{- /*
"true" when the cluster has a Secret of this name that the release did not make. Such a one wins
over the value: it is not rendered, so that no install, upgrade or uninstall ever touches it.
Whose it is tell the annotations that helm puts on everything it makes. Without a cluster (helm
template) there is none.
*/ -}}
{{- define "ambassador-agent.cloudToken.foreign" -}}
{{- $live := lookup "v1" "Secret" (include "ambassador-agent.namespace" .) (include "ambassador-agent.cloudToken.name" .) -}}
{{- if $live -}}
  {{- $annotations := $live.metadata.annotations | default dict -}}
  {{- $release := get $annotations "meta.helm.sh/release-name" -}}
  {{- $namespace := get $annotations "meta.helm.sh/release-namespace" -}}
  {{- if not (and (eq $release .Release.Name) (eq $namespace .Release.Namespace)) -}}
true
  {{- end -}}
{{- end -}}
{{- end -}}
