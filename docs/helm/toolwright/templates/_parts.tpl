{{- define "toolwright.labels" -}}
app.kubernetes.io/name: toolwright
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "toolwright.pod" -}}
enableServiceLinks: false
terminationGracePeriodSeconds: 30
imagePullSecrets: {{ toYaml .Values.imagePullSecrets | nindent 2 }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
volumes:
  - name: tmp
    emptyDir: { medium: Memory, sizeLimit: 256Mi }
  - name: state
    emptyDir: { sizeLimit: 4Gi }
{{- end }}

{{- define "toolwright.container" -}}
image: {{ .Values.image.repository }}:{{ .Values.image.tag }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
envFrom:
  - secretRef: { name: {{ .Values.existingSecret | quote }} }
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
startupProbe:
  exec: &alive { command: [node, -e, "fetch('http://127.0.0.1:3000/healthz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"] }
  periodSeconds: 3
  timeoutSeconds: 5
  failureThreshold: 40
livenessProbe:
  exec: *alive
  periodSeconds: 20
  timeoutSeconds: 5
readinessProbe:
  exec: { command: [node, -e, "fetch('http://127.0.0.1:3000/readyz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"] }
  periodSeconds: 10
  timeoutSeconds: 5
volumeMounts:
  - { name: tmp, mountPath: /tmp }
  - { name: state, mountPath: /var/lib/toolwright }
{{- end }}
