/**
 * The arrows of docs/architecture.md: apps -> features -> stages -> descriptions. A lib is entered
 * through its index.ts alone.
 */
const FOUNDATIONS = ['api-description', 'diagnostics', 'network-guard'];
const STAGES = [
  'spec-parser',
  'tool-mapping',
  'customization',
  'server-project',
  'server-runtime',
  'container-runtime',
  'platform',
];
const FEATURES = ['registration', 'generator', 'deployment', 'gateway', 'identity', 'audit'];
const NEST_FREE = [
  ...FOUNDATIONS,
  'spec-parser',
  'tool-mapping',
  'customization',
  'server-project',
  'server-runtime',
  'container-runtime',
];

const lib = (names) => `^libs/(${names.join('|')})/`;

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'one-door',
      comment: 'A lib is imported through its index.ts (#lib/<name>), from outside.',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/(?!index\\.ts$)', pathNot: '^$1/$2/' },
    },
    {
      name: 'foundations-import-nothing',
      severity: 'error',
      from: { path: lib(FOUNDATIONS), pathNot: '\\.spec\\.ts$' },
      to: { path: '^(libs|apps)/', pathNot: lib(FOUNDATIONS) },
    },
    {
      name: 'stages-know-no-feature',
      severity: 'error',
      from: { path: lib(STAGES) },
      to: { path: [lib(FEATURES), '^apps/'] },
    },
    {
      name: 'features-know-no-app',
      severity: 'error',
      from: { path: lib(FEATURES) },
      to: { path: '^apps/' },
    },
    {
      name: 'runtime-stands-alone',
      comment: 'server-runtime ships inside generated projects.',
      severity: 'error',
      from: { path: '^libs/server-runtime/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(libs|apps)/', pathNot: '^libs/server-runtime/' },
    },
    {
      name: 'nest-only-above',
      severity: 'error',
      from: { path: lib(NEST_FREE) },
      to: { path: 'node_modules/(@nestjs|typeorm|bull|pg)/' },
    },
    {
      name: 'dockerode-in-its-driver',
      severity: 'error',
      from: { pathNot: '^libs/container-runtime/src/(docker|swarm)/' },
      to: { path: 'node_modules/dockerode/' },
    },
    {
      name: 'cli-needs-no-server',
      severity: 'error',
      from: { path: '^apps/cli/' },
      to: {
        path: [
          'node_modules/(@nestjs|typeorm|bull|pg|dockerode)/',
          lib([...FEATURES, 'platform', 'container-runtime']),
        ],
      },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^apps/web', '\\.d\\.ts$'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['toolwright-source', 'import', 'node', 'default'],
    },
  },
};
