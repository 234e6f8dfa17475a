{{- /*
RBAC rules of the agent, as maps from the end of a role's name to its rules.
*/ -}}

{{- /* What it reports to Ambassador Cloud, from the whole cluster. */ -}}
{{- define "ambassador-agent.clusterRules" -}}
pods:
  - apiGroups: [""]
    resources: ["pods"]
    verbs: ["get", "list", "watch"]
deployments:
  - apiGroups: ["apps", "extensions"]
    resources: ["deployments"]
    verbs: ["get", "list", "watch"]
endpoints:
  - apiGroups: [""]
    resources: ["endpoints", "services"]
    verbs: ["get", "list", "watch"]
ingresses:
  - apiGroups: ["networking.k8s.io", "extensions"]
    resources: ["ingresses"]
    verbs: ["get", "list", "watch"]
{{- if (.Values.rbac).argo }}
rollouts:
  {{- include "ambassador-agent.rolloutsRule" . | nindent 2 }}
applications:
  - apiGroups: ["argoproj.io"]
    resources: ["applications"]
    verbs: ["get", "list", "watch"]
{{- end }}
{{- end -}}

{{- /*
The same from one namespace of rbac.namespaces, where one Role has all that is only read. Groups
and resources are those of the published chart: ConfigMaps too, and of the ingresses those of the
old group.
*/ -}}
{{- define "ambassador-agent.namespaceRules" -}}
{{- $argo := (.Values.rbac).argo -}}
"":
  - apiGroups: ["", "apps", "extensions"{{ if $argo }}, "argoproj.io"{{ end }}]
    resources:
      - ingresses
      - services
      - pods
      - deployments
      - endpoints
      - configmaps
      {{- if $argo }}
      - applications
      {{- end }}
    verbs: ["get", "list", "watch"]
{{- if $argo }}
"-argo":
  {{- include "ambassador-agent.rolloutsRule" . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* Rollouts can be paused and promoted from Ambassador Cloud. */ -}}
{{- define "ambassador-agent.rolloutsRule" -}}
- apiGroups: ["argoproj.io"]
  resources: ["rollouts", "rollouts/status"]
  verbs: ["get", "list", "watch", "patch"]
{{- end -}}

{{- /* Its own namespace: the cluster's identity is derived from that one's. */ -}}
{{- define "ambassador-agent.ownNamespaceRule" -}}
- apiGroups: [""]
  resources: ["namespaces"]
  resourceNames: [{{ include "ambassador-agent.namespace" . | quote }}]
  verbs: ["get"]
{{- end -}}

{{- define "ambassador-agent.ownNamespaceRules" -}}
config:
  - apiGroups: [""]
    resources: ["configmaps"]
    verbs: ["get", "list", "watch"]
  - apiGroups: [""]
    resources: ["secrets"]
    verbs: ["get", "list", "create", "delete", "patch", "watch"]
leaderelection:
  - apiGroups: ["coordination.k8s.io"]
    resources: ["leases"]
    verbs: ["*"]
{{- /* Otherwise a ClusterRole says the same. */ -}}
{{- if (.Values.rbac).namespaces }}
get-{{ include "ambassador-agent.namespace" . }}:
  {{- include "ambassador-agent.ownNamespaceRule" . | nindent 2 }}
{{- end }}
{{- end -}}
