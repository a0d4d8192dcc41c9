{{/* The release's name, with the chart's where it does not say it already. */}}
{{- define "taskworkers.name" -}}
{{- $chart := .Values.nameOverride | default "taskworkers" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains $chart .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $chart | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "taskworkers.selector" -}}
app.kubernetes.io/name: taskworkers-operator
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "taskworkers.testSelector" -}}
app.kubernetes.io/name: taskworkers-test
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "taskworkers.labels" -}}
{{- include "taskworkers.labelsWith" (list . dict) -}}
{{- end -}}

{{/* With more of one object: of those with one key, the chart's own counts, and then that object's. */}}
{{- define "taskworkers.labelsWith" -}}
{{- $root := index . 0 -}}
{{- $made := dict "app.kubernetes.io/version" $root.Chart.AppVersion "app.kubernetes.io/managed-by" $root.Release.Service "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version) -}}
{{- $own := include "taskworkers.selector" $root | fromYaml -}}
{{- merge $own $made (index . 1) ($root.Values.commonLabels | default dict) | toYaml -}}
{{- end -}}

{{- define "taskworkers.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "taskworkers.name" .) -}}
{{- else -}}
{{- required "serviceAccount.name: expected the name of the operator's service account, since serviceAccount.create is false. Every pod of a namespace can use the account default, so the chart doesn't bind the operator's rights to that one unasked." .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* With both, Google's libraries take the key and say nothing of the account. */}}
{{- define "taskworkers.identity" -}}
{{- if and .Values.google.serviceAccount (not .Values.serviceAccount.create) -}}
{{- fail (printf "google.serviceAccount: expected none, because serviceAccount.create is false and the chart annotates only a service account that it makes, but found %s. Leave it empty and annotate yours: kubectl annotate serviceaccount %s --namespace %s iam.gke.io/gcp-service-account=%s" .Values.google.serviceAccount (include "taskworkers.serviceAccount" .) .Release.Namespace .Values.google.serviceAccount) -}}
{{- end -}}
{{- if and .Values.google.serviceAccount .Values.google.keySecret -}}
{{- fail (printf "google.serviceAccount and google.keySecret: expected one of them, because the operator has one identity, but found %s and %s." .Values.google.serviceAccount .Values.google.keySecret) -}}
{{- end -}}
{{- end -}}

{{- define "taskworkers.image" -}}
{{ include "taskworkers.imageOf" (dict "image" .Values.image "value" "image" "what" "operator" "chart" .Chart) }}
{{- end -}}

{{- define "taskworkers.workerImage" -}}
{{ include "taskworkers.imageOf" (dict "image" .Values.workerImage "value" "workerImage" "what" "worker" "chart" .Chart) }}
{{- end -}}

{{- define "taskworkers.imageOf" -}}
{{- $unset := printf "%s.repository: expected the name of your %s image, as built with './taskworkers images --registry R', but it is not set. The documentation's page 'Installing the operator' has the steps." .value .what -}}
{{- if regexMatch ":[^/]*$|@" .image.repository -}}
{{- fail (printf "%s.repository: expected a name without a tag or a digest, which go into %s.tag and %s.digest, but found %s." .value .value .value .image.repository) -}}
{{- end -}}
{{ required $unset .image.repository }}:{{ .image.tag | default .chart.AppVersion }}{{ with .image.digest }}@{{ . }}{{ end }}
{{- end -}}

{{/* What the operator calls in the namespaces of pools. */}}
{{- define "taskworkers.rules" -}}
- apiGroups: [taskworkers.dev]
  resources: [taskworkerpools]
  verbs: [list, watch]
- apiGroups: [taskworkers.dev]
  resources: [taskworkerpools/status]
  verbs: [patch]
# Some clusters ask for it of whoever makes objects that hold up their owner's deletion.
- apiGroups: [taskworkers.dev]
  resources: [taskworkerpools/finalizers]
  verbs: [update]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [create, list, patch, watch]
- apiGroups: [""]
  resources: [pods]
  verbs: [delete, list, patch, watch]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [create, patch]
{{- if .Values.networkPolicy.pools.enabled }}
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [create, patch]
{{- end }}
- apiGroups: [""]
  resources: [events]
  verbs: [create]
{{- end -}}

{{/* Where workers answer. */}}
{{- define "taskworkers.workerPort" -}}
{{- $port := "8090" -}}
{{- range .Values.extraEnv -}}
{{- if eq .name "TASKWORKERS_WORKER_HEALTH_PORT" -}}
{{- $port = required "extraEnv: expected TASKWORKERS_WORKER_HEALTH_PORT with a value, because networkPolicy.enabled lets the operator reach that port alone, but found none. Write the port as value, not as valueFrom." .value -}}
{{- end -}}
{{- end -}}
{{- $port -}}
{{- end -}}

{{/* Who may reach workers: the operator, and whoever else is named. */}}
{{- define "taskworkers.workerIngress" -}}
{{- $namespace := dict "matchLabels" (dict "kubernetes.io/metadata.name" .Release.Namespace) -}}
{{- $pods := dict "matchLabels" (include "taskworkers.selector" . | fromYaml) -}}
{{- $operator := dict "namespaceSelector" $namespace "podSelector" $pods -}}
{{- prepend (.Values.networkPolicy.pools.ingressFrom | default list) $operator | toJson -}}
{{- end -}}

{{/* As the level restricted of pod security wants it, and stricter. */}}
{{- define "taskworkers.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "taskworkers.podSecurity" -}}
runAsNonRoot: true
seccompProfile: {type: RuntimeDefault}
{{- end -}}
