{{- define "clientRbac-ruleExtras" -}}
- apiGroups: ["example.com"]
  resources: ["widgets"]
  verbs: ["get"]
{{- end -}}
