{{- /*
RBAC rules of the agent, as maps from the end of a role's name to its rules.
*/ -}}

{{- /* What it reports to Ambassador Cloud. */ -}}
{{- define "ambassador-agent.watchedRules" -}}
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
# Rollouts can be paused and promoted from Ambassador Cloud.
rollouts:
  - apiGroups: ["argoproj.io"]
    resources: ["rollouts", "rollouts/status"]
    verbs: ["get", "list", "watch", "patch"]
applications:
  - apiGroups: ["argoproj.io"]
    resources: ["applications"]
    verbs: ["get", "list", "watch"]
{{- end }}
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
