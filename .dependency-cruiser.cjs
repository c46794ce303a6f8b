/** The borders of design section 4, as patterns: a new folder is protected the minute it exists. */
const server = '^apps/server/src'
const tests = '\\.(test|db\\.test)\\.tsx?$|^apps/server/(test|src/test-kit)/'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or one of them holds something of the other’s.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'kernel-knows-no-capability',
      comment: 'The kernel has no city word in it: it may import itself, the contract and npm.',
      severity: 'error',
      from: { path: `${server}/kernel/`, pathNot: tests },
      to: { path: '^(apps|domains|cities|packages/(domain-kit|sdk|ui))/', pathNot: `${server}/kernel/` },
    },
    {
      name: 'capabilities-through-the-door',
      comment:
        'A capability sees another one only through its index.ts: everything behind the door may change.',
      severity: 'error',
      from: { path: `${server}/capabilities/([^/]+)/`, pathNot: tests },
      to: {
        path: `${server}/capabilities/([^/]+)/`,
        pathNot: [`${server}/capabilities/$1/`, `${server}/capabilities/[^/]+/index\\.ts$`],
      },
    },
    ...ladder(),
    {
      name: 'capabilities-import-no-domain',
      comment: 'Capabilities are for every domain; platform.ts hands the list of domains in.',
      severity: 'error',
      from: { path: `${server}/(capabilities|kernel)/`, pathNot: tests },
      to: { path: '^(domains|cities)/' },
    },
    {
      name: 'capabilities-not-the-map',
      comment: 'platform.ts knows the capabilities; none of them knows it, nor the sample city.',
      severity: 'error',
      from: { path: `${server}/(capabilities|kernel)/`, pathNot: tests },
      to: { path: `${server}/(platform\\.ts|main\\.ts|operate|sample-city)` },
    },
    {
      name: 'domains-import-the-kit-only',
      comment:
        'A domain is a declaration: it may import the domain kit and its own files, never the server or another domain.',
      severity: 'error',
      from: { path: '^domains/([^/]+)/', pathNot: tests },
      to: {
        path: '^(apps|packages|domains|cities|bench|e2e)/',
        pathNot: ['^packages/domain-kit/', '^domains/$1/'],
      },
    },
    {
      name: 'kit-stands-alone',
      comment: 'The domain kit is what every domain stands on; it imports nothing of the product.',
      severity: 'error',
      from: { path: '^packages/domain-kit/' },
      to: { path: '^(apps|domains|cities|packages)/', pathNot: '^packages/domain-kit/' },
    },
    {
      name: 'contract-stands-alone',
      comment: 'The contract is what the outside sees; it imports nothing of the product.',
      severity: 'error',
      from: { path: '^packages/contract/' },
      to: { path: '^(apps|domains|cities|packages)/', pathNot: '^packages/contract/' },
    },
    {
      name: 'sdk-knows-the-contract',
      comment: 'The SDK is what an integrator installs: contract only.',
      severity: 'error',
      from: { path: '^packages/sdk/' },
      to: { path: '^(apps|domains|cities|packages)/', pathNot: '^packages/(sdk|contract)/' },
    },
    {
      name: 'ui-knows-no-city-word',
      comment: 'packages/ui draws tables, forms, charts and maps for anybody.',
      severity: 'error',
      from: { path: '^packages/ui/' },
      to: { path: '^(apps|domains|cities|packages)/', pathNot: '^packages/ui/' },
    },
    {
      name: 'outside-knows-contract-and-sdk',
      comment: 'Web and CLI know the contract and the SDK, never the server, a domain or the city.',
      severity: 'error',
      from: { path: '^apps/(web|cli)/' },
      to: {
        path: '^(apps|domains|cities|packages)/',
        pathNot: ['^apps/(web|cli)/', '^packages/(contract|sdk|ui)/'],
      },
    },
    {
      name: 'web-and-cli-apart',
      comment: 'The web is no part of the CLI, nor the other way round.',
      severity: 'error',
      from: { path: '^apps/(web|cli|simulator)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'simulator-plays-through-the-edge',
      comment:
        'The simulator is a device: it knows the SDK, the sample city and how devices behave, never the server.',
      severity: 'error',
      from: { path: '^apps/simulator/' },
      to: { path: '^apps/(server|web|cli)/' },
    },
    {
      name: 'surfaces-apart',
      comment: 'Surfaces of the web share widgets and capabilities, not each other’s files.',
      severity: 'error',
      from: { path: '^apps/web/src/surfaces/([^/]+)/' },
      to: { path: '^apps/web/src/surfaces/([^/]+)/', pathNot: '^apps/web/src/surfaces/$1/' },
    },
    {
      name: 'city-stands-alone',
      comment: 'The generator of the sample city makes data; it knows nothing of the platform.',
      severity: 'error',
      from: { path: '^cities/' },
      to: { path: '^(apps|domains|packages)/' },
    },
    {
      name: 'pure-rules',
      comment: 'rules.ts decides: no clock, no database, no network.',
      severity: 'error',
      from: { path: '/rules\\.ts$' },
      to: {
        path: [
          'kernel/(db|http|messages|clock|kernel)',
          'store\\.ts$',
          'adapters/',
          '^(node:)?(fs|net|http|https|child_process)$',
          'node_modules/(pg|fastify)',
        ],
      },
    },
    {
      name: 'tests-stay-outside',
      comment: 'Nothing that runs imports a test or the test kit.',
      severity: 'error',
      from: { pathNot: [tests, '^packages/domain-kit/src/test-kit/', '^(bench|e2e|tools)/'] },
      to: { path: tests },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
}

/** Each capability may need only those above it on the ladder (design section 3). */
function ladder() {
  const order = [
    ...['territory', 'identity', 'ledger', 'entities', 'sensing', 'maps', 'video', 'algorithms'],
    ...['indicators', 'messaging', 'data', 'events', 'cases', 'command', 'services', 'security'],
  ]
  return order.slice(0, -1).map((name, i) => ({
    name: `ladder-${name}`,
    comment: `${name} may need only what stands above it: ${order.slice(0, i).join(', ') || 'nothing'}.`,
    severity: 'error',
    from: { path: `${server}/capabilities/${name}/`, pathNot: tests },
    to: { path: `${server}/capabilities/(${order.slice(i + 1).join('|')})/` },
  }))
}
