{{- /*
The webhook's CA and server certificate.

Stores them as .telepresence.webhookTLS {ca, crt, key}, base64. They are made at most once in a
render: the Secret and the webhook's caBundle are in two files and have to agree. A live Secret
is kept, because agents that run already trust its CA; its keys may still have the names that
older charts gave them. Without a cluster (helm template) there is none, and a new pair is made.
*/ -}}
{{- define "telepresence.loadWebhookTLS" -}}
{{- if not (hasKey .telepresence "webhookTLS") -}}
  {{- $injector := .telepresence.values.agentInjector -}}
  {{- $tls := dict -}}
  {{- if not $injector.certificate.regenerate -}}
    {{- $live := lookup "v1" "Secret" .telepresence.namespace $injector.secret.name -}}
    {{- $data := get ($live | default dict) "data" | default dict -}}
    {{- $ca := coalesce (index $data "ca.crt") (index $data "ca.pem") -}}
    {{- $crt := coalesce (index $data "tls.crt") (index $data "crt.pem") -}}
    {{- $key := coalesce (index $data "tls.key") (index $data "key.pem") -}}
    {{- if and $ca $crt $key -}}
      {{- $tls = dict "ca" $ca "crt" $crt "key" $key -}}
    {{- end -}}
  {{- end -}}
  {{- if not $tls -}}
    {{- $days := 365 -}}
    {{- $dnsNames := include "telepresence.webhook.dnsNames" . | fromYamlArray -}}
    {{- /* Keys of RSA would take a good part of the time of an install. */ -}}
    {{- $ca := genCAWithKey "agent-injector-ca" $days (genPrivateKey "ecdsa") -}}
    {{- $server := genSignedCertWithKey $injector.name nil $dnsNames $days $ca (genPrivateKey "ecdsa") -}}
    {{- $tls = dict "ca" (b64enc $ca.Cert) "crt" (b64enc $server.Cert) "key" (b64enc $server.Key) -}}
  {{- end -}}
  {{- $_ := set .telepresence "webhookTLS" $tls -}}
{{- end -}}
{{- end -}}
