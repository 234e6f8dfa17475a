{{- /*
RBAC rules that stand in more than one role, and the bindings' common end.
*/ -}}

{{- /*
What the Traffic Manager needs wherever it injects agents. Takes (dict "clusterWide" BOOL): a
namespaced role cannot grant nodes and namespaces, which belong to no namespace.
*/ -}}
{{- define "telepresence.managerRbac.rules" -}}
# An intercept may add a port to a service.
- apiGroups: [""]
  resources: ["services"]
  verbs: ["update"]
- apiGroups: [""]
  resources: [{{ if .clusterWide }}"nodes", {{ end }}"pods", "services"]
  verbs: ["list", "get", "watch"]
- apiGroups: [""]
  resources: ["pods/log"]
  verbs: ["get"]
{{- if .clusterWide }}
- apiGroups: [""]
  resources: ["namespaces"]
  verbs: ["get", "list"]
{{- end }}
# Creation cannot be limited by name, the rest can.
- apiGroups: [""]
  resources: ["configmaps"]
  verbs: ["create"]
- apiGroups: [""]
  resources: ["configmaps"]
  resourceNames: ["telepresence-agents", "telepresence-intercept-env"]
  verbs: ["list", "get", "watch", "update", "delete"]
# Injecting into a workload rolls it out again.
- apiGroups: ["apps"]
  resources: ["deployments", "replicasets", "statefulsets"]
  verbs: ["get", "list", "patch", "update"]
- apiGroups: ["events.k8s.io"]
  resources: ["events"]
  verbs: ["get", "watch"]
{{- end -}}

{{- /* What a person needs where intercepts are made. */ -}}
{{- define "telepresence.clientRbac.interceptRules" -}}
- apiGroups: [""]
  resources: ["pods/log"]
  verbs: ["get"]
- apiGroups: [""]
  resources: ["pods"]
  verbs: ["list", "get"]
- apiGroups: [""]
  resources: ["services"]
  verbs: ["list", "watch", "get"]
- apiGroups: [""]
  resources: ["pods/portforward"]
  verbs: ["create"]
- apiGroups: ["apps"]
  resources: ["deployments", "replicasets", "statefulsets"]
  verbs: ["get", "watch", "list"]
- apiGroups: [""]
  resources: ["configmaps"]
  resourceNames: ["telepresence-agents"]
  verbs: ["get", "watch", "list"]
{{- if .telepresence.values.clientRbac.ruleExtras }}
{{- with include "clientRbac-ruleExtras" . | trim }}
{{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{- /*
More rules for people, as a YAML list. Empty here: a parent chart that defines the same name
replaces it. (Unlike the others it has no prefix: the parents that exist define it so.)
*/ -}}
{{- define "clientRbac-ruleExtras" -}}
{{- end -}}

{{- /* End of a binding for the Traffic Manager. Takes (dict "root" $ "kind" … "name" …) of the role. */ -}}
{{- define "telepresence.managerRbac.binding" -}}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ .kind | quote }}
  name: {{ .name | quote }}
subjects:
  - kind: ServiceAccount
    name: traffic-manager
    namespace: {{ .root.telepresence.namespace | quote }}
{{- end -}}

{{- /* The same for the people of clientRbac.subjects. */ -}}
{{- define "telepresence.clientRbac.binding" -}}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ .kind | quote }}
  name: {{ .name | quote }}
subjects:
  {{- .root.telepresence.values.clientRbac.subjects | default list | toYaml | nindent 2 }}
{{- end -}}
