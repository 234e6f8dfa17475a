{{- /* Pieces that the parts of the report share. */}}

{{- /* "true" when an object has helm's marks of the Traffic Manager's release: (list OBJECT NAMESPACE). */}}
{{- define "probe.isMarked" -}}
  {{- $marks := (index . 0).metadata.annotations | default dict -}}
  {{- if and (eq (get $marks "meta.helm.sh/release-name") "traffic-manager")
      (eq (get $marks "meta.helm.sh/release-namespace") (index . 1)) -}}
    true
  {{- end -}}
{{- end }}

{{- /* "true" when helm is told not to delete an object. */}}
{{- define "probe.isKept" -}}
  {{- if eq (get (.metadata.annotations | default dict) "helm.sh/resource-policy") "keep" }}true{{ end -}}
{{- end }}

{{- /* The objects of a manifest, as a list in JSON. */}}
{{- define "probe.objects" -}}
  {{- $objects := list -}}
  {{- /* The first need not have the line before it: that of a post-renderer has none. */ -}}
  {{- range regexSplit "(?m)^---" (printf "---\n%s" .) -1 -}}
    {{- $object := fromYaml (regexReplaceAll "\\A[^\n]*\n" (printf "%s\n" .) "") -}}
    {{- if $object.kind }}{{ $objects = append $objects $object }}{{ end -}}
  {{- end -}}
  {{- toJson $objects -}}
{{- end }}

{{- /* What tells an object from others: (list OBJECT NAMESPACE), the namespace of one that names none. */}}
{{- define "probe.key" -}}
  {{- $object := index . 0 -}}
  {{- printf "%s %s %s" $object.kind ($object.metadata.namespace | default (index . 1)) $object.metadata.name -}}
{{- end }}

{{- /* "networkpolicies": what the API server calls objects of a kind, of those that a chart of this
       product may have. */}}
{{- define "probe.plural" -}}
  {{- $kind := lower . -}}
  {{- if hasSuffix "y" $kind }}{{ trimSuffix "y" $kind }}ies{{ else if hasSuffix "s" $kind }}{{ $kind }}es{{ else }}{{ $kind }}s{{ end -}}
{{- end }}

{{- /* What a variable of the first container is set to, "" without it: (list WORKLOAD NAME). */}}
{{- define "probe.env" -}}
  {{- $name := index . 1 -}}
  {{- range (first (index . 0).spec.template.spec.containers).env -}}
    {{- if eq .name $name }}{{ .value | default "" }}{{ end -}}
  {{- end -}}
{{- end }}

{{- /* The namespaces that a webhook configuration selects by name, as a list in JSON. By another label it
       may select any. */}}
{{- define "probe.selected" -}}
  {{- $selected := list -}}
  {{- range .webhooks -}}
    {{- range (.namespaceSelector | default dict).matchExpressions -}}
      {{- $is_by_name := has .key (list "kubernetes.io/metadata.name" "app.kubernetes.io/name") -}}
      {{- if and $is_by_name (eq .operator "In") }}{{ $selected = concat $selected .values }}{{ end -}}
    {{- end -}}
  {{- end -}}
  {{- toJson $selected -}}
{{- end }}

{{- /* "true" when a webhook configuration is a Traffic Manager's, whoever applied it. */}}
{{- define "probe.isInjector" -}}
  {{- with .webhooks -}}
    {{- $webhook := first . -}}
    {{- if and (regexMatch "^agent-injector-.+[.](getambassador|telepresence)[.]io$" $webhook.name) $webhook.clientConfig.service -}}
      true
    {{- end -}}
  {{- end -}}
{{- end }}

{{- /* Who applies an object again and again, by the marks of Flux and of Argo CD; {} for nobody.
       Source: https://fluxcd.io/flux/components/helm/helmreleases/ and
       https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/. */}}
{{- define "probe.gitops" -}}
  {{- $labels := .metadata.labels | default dict -}}
  {{- $annotations := .metadata.annotations | default dict -}}
  {{- $owner := dict -}}
  {{- range $kind, $group := dict "HelmRelease" "helm.toolkit.fluxcd.io" "Kustomization" "kustomize.toolkit.fluxcd.io" -}}
    {{- with get $labels (printf "%s/name" $group) -}}
      {{- $owner = dict "tool" "Flux" "kind" $kind "name" . "namespace" (get $labels (printf "%s/namespace" $group)) -}}
    {{- end -}}
  {{- end -}}
  {{- $application := get $annotations "argocd.argoproj.io/tracking-id" | splitList ":" | first -}}
  {{- with $application | default (get $labels "argocd.argoproj.io/instance") -}}
    {{- $owner = dict "tool" "Argo CD" "kind" "Application" "name" . "namespace" "" -}}
  {{- end -}}
  {{- toJson $owner -}}
{{- end }}
