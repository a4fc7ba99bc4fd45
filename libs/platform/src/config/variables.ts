/** One variable of the environment, for the documentation. */
export interface Variable {
  readonly name: string;
  readonly default: string;
  readonly meaning: string;
}

/** Every variable that the hub reads. */
export const VARIABLES: readonly Variable[] = [
  { name: 'PORT', default: '3000', meaning: 'Port of the hub; 0 takes any free one.' },
  { name: 'HOST', default: '127.0.0.1', meaning: 'Address the hub listens on.' },
  {
    name: 'DATABASE_URL',
    default: 'embedded',
    meaning: 'PostgreSQL 15 or newer, as postgres://user:password@host/database.',
  },
  {
    name: 'REDIS_URL',
    default: 'embedded',
    meaning: 'Redis for the queue, as redis://host:6379; without it jobs wait in the database.',
  },
  {
    name: 'TOOLWRIGHT_PUBLIC_URL',
    default: 'http://HOST:PORT',
    meaning: 'Where people reach the hub; its host is accepted in requests.',
  },
  {
    name: 'TOOLWRIGHT_MCP_URL',
    default: 'TOOLWRIGHT_PUBLIC_URL',
    meaning: 'Where MCP clients reach the gateway; its host is accepted in requests.',
  },
  {
    name: 'TOOLWRIGHT_ROLES',
    default: 'api,gateway,worker',
    meaning: 'What this process does; others on the same database do the rest.',
  },
  {
    name: 'TOOLWRIGHT_RELAY_HOST',
    default: 'none',
    meaning:
      'Address or name of the machine at which gateways elsewhere reach its servers, encrypted and with a key; without it they listen on loopback alone.',
  },
  {
    name: 'TOOLWRIGHT_DATA_DIR',
    default: '.toolwright',
    meaning: 'Folder of the embedded database, logs and keys.',
  },
  {
    name: 'TOOLWRIGHT_RUNTIME',
    default: 'auto',
    meaning:
      'Where servers run: auto, docker, swarm, kubernetes, process or memory (nothing runs; for tests).',
  },
  {
    name: 'TOOLWRIGHT_BASE_IMAGE',
    default: "made from the host's Node",
    meaning: 'Image that servers are built on.',
  },
  {
    name: 'TOOLWRIGHT_SWARM_REGISTRY',
    default: 'none',
    meaning:
      "Registry, as host:port/path, that a swarm's nodes get images from; without it servers run on the hub's node.",
  },
  {
    name: 'TOOLWRIGHT_SWARM_PORT',
    default: '7077',
    meaning: 'Port that the hub reaches each node of a swarm at; every hub on a swarm wants its own.',
  },
  {
    name: 'TOOLWRIGHT_KUBE_NAMESPACE',
    default: 'toolwright-servers',
    meaning: 'Namespace of a Kubernetes cluster that servers run in.',
  },
  {
    name: 'TOOLWRIGHT_IMAGE_REGISTRY',
    default: 'none',
    meaning:
      "Registry, as host:port/path, that a Kubernetes cluster's nodes get images from; by TLS unless http:// stands in front.",
  },
  {
    name: 'TOOLWRIGHT_KUBE_PULL_SECRET',
    default: 'none',
    meaning: 'Secret in that namespace with the login of the registry (kubernetes.io/dockerconfigjson).',
  },
  {
    name: 'TOOLWRIGHT_ALLOWED_NETWORKS',
    default: 'none',
    meaning:
      'Private networks that descriptions may be fetched from and servers may connect to: CIDR, separated by commas.',
  },
  {
    name: 'TOOLWRIGHT_MAX_UPLOAD_MB',
    default: '64',
    meaning: 'Largest description, in megabytes, after unpacking.',
  },
  {
    name: 'TOOLWRIGHT_KEEP_RUNNING',
    default: '0',
    meaning:
      '1 leaves servers in containers running when the hub stops; they are reached again when it is back.',
  },
  {
    name: 'TOOLWRIGHT_MAX_SERVERS',
    default: '100',
    meaning: 'Servers that may run at once; further releases wait.',
  },
  {
    name: 'TOOLWRIGHT_MAX_MEMORY_MB',
    default: 'no limit',
    meaning:
      'Memory, in megabytes, that all servers may take together by their limits; further releases wait.',
  },
  { name: 'TOOLWRIGHT_MAX_BUILDS', default: '2', meaning: 'Releases that are built and started at once.' },
  {
    name: 'TOOLWRIGHT_START_TIMEOUT_S',
    default: '30',
    meaning: 'Seconds that a server has to answer MCP with its tools after its start.',
  },
  {
    name: 'TOOLWRIGHT_LOG_KEEP_MB',
    default: '20',
    meaning: 'Collected log lines of a deployment that are kept, in megabytes; the oldest go first.',
  },
  {
    name: 'TOOLWRIGHT_LOG_TOTAL_MB',
    default: '500',
    meaning: 'The same over all deployments, which share it equally.',
  },
  {
    name: 'TOOLWRIGHT_SCANNER',
    default: 'auto',
    meaning:
      'Looks for known vulnerabilities before a release is built: trivy, grype, auto (what is installed) or none.',
  },
  {
    name: 'TOOLWRIGHT_SCAN_THRESHOLD',
    default: 'none',
    meaning:
      'Least severity that blocks a release: critical, high, medium or low; none only notes what is found.',
  },
  { name: 'TOOLWRIGHT_SAMPLE', default: '1', meaning: '0 starts without the bundled sample API.' },
  {
    name: 'TOOLWRIGHT_LOG_LEVEL',
    default: 'info',
    meaning: 'fatal, error, warn, info, debug, trace or silent.',
  },
  {
    name: 'TOOLWRIGHT_LOG_TO',
    default: 'file',
    meaning: 'file (logs/hub.log in the data folder) or stdout; JSON lines in both.',
  },
  {
    name: 'TOOLWRIGHT_SECRET_KEY',
    default: 'made at the first start',
    meaning: 'Key that secrets are encrypted with: 32 bytes as base64.',
  },
];
