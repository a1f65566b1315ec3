/** The import rules of the architecture. `pnpm check:boundaries` holds them; breaking one is an error. */

/** What of ours each place may import. Only tests, the benchmark and e2e may start the stack besides. */
const edges = {
  'packages/contracts': [],
  'packages/auth': ['contracts'],
  'packages/db': ['contracts'],
  'packages/streams': ['contracts'],
  'packages/service-kit': ['contracts'],
  'packages/client': ['contracts'],
  'packages/stack': ['db'],
  'packages/bench': ['auth', 'contracts', 'db'],
  'packages/e2e': ['contracts', 'client'],
  'apps/api': ['auth', 'contracts', 'db', 'service-kit', 'streams'],
  'apps/realtime': ['auth', 'contracts', 'db', 'service-kit', 'streams'],
  'apps/web': ['client'],
  prisma: ['auth', 'db'],
};

const ours = '^(apps|packages|prisma)/';
const tests = '(\\.test\\.ts$|^(apps|packages)/[^/]+/test/|^packages/stack/src/testing/)';
const packages = (...names) => `^packages/(${names.join('|')})/`;
const npm = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;
const fastify = npm('fastify', '@fastify/[^/]+');
const ioredis = npm('ioredis');
const aws = npm('@aws-sdk/[^/]+', '@smithy/[^/]+');
const network = '^(node:)?(net|tls|dgram|dns|https?|http2|fs|child_process|worker_threads)(/|$)';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const workspaceRules = Object.entries(edges).map(([place, names]) =>
  rule(
    `edges-of-${place.split('/').at(-1)}`,
    `Of ours, ${place} imports ${names.join(', ') || 'nothing'}.`,
    { path: `^${place}/` },
    { path: ours, pathNot: [`^${place}/`, packages('stack', ...names)] },
  ),
);

module.exports = {
  forbidden: [
    ...workspaceRules,
    rule(
      'stack-runs-tests-and-benchmarks-only',
      'What ships does not know the machine that runs it.',
      { path: ours, pathNot: [packages('stack', 'bench', 'e2e'), tests] },
      { path: packages('stack') },
    ),
    rule(
      'packages-through-their-exports',
      'Import another workspace by its name; a path into it goes round its exports.',
      { path: '^((apps|packages)/[^/]+|prisma)/' },
      { path: ours, pathNot: '^$1/', dependencyTypes: ['local'] },
    ),
    rule(
      'redis-behind-streams',
      'Only packages/streams speaks to Redis; the stack and the benchmark start and measure it.',
      { path: ours, pathNot: packages('streams', 'stack', 'bench') },
      { path: ioredis },
    ),
    rule(
      'prisma-behind-db',
      'Only packages/db knows Prisma.',
      { path: ours, pathNot: packages('db') },
      { path: npm('@prisma/[^/]+') },
    ),
    rule(
      's3-behind-storage',
      'Only the object store port of the api knows S3.',
      { path: ours, pathNot: '^(apps/api/src/storage|packages/stack)/' },
      { path: aws },
    ),
    rule(
      'operations-know-no-door',
      'An operation is called by REST and by commands alike: it knows neither, nor Fastify, Redis or S3.',
      { path: '^apps/api/src/operations/' },
      { path: ['^apps/api/src/(routes|commands|plugins)/', fastify, ioredis, aws] },
    ),
    rule(
      'present-only-shapes',
      'Presenters turn rows into wire shapes: they call nothing of the api but each other, and send nothing.',
      { path: '^apps/api/src/present/' },
      { path: ['^apps/api/src/(routes|operations|commands|plugins|permissions|storage)/', packages('streams')] },
    ),
    rule(
      'route-areas-are-apart',
      'A route does not import those of another area: what two share is an operation, a presenter or a contract.',
      { path: '^apps/api/src/routes/([^/]+)/' },
      { path: '^apps/api/src/routes/[^/]+/', pathNot: '^apps/api/src/routes/$1/' },
    ),
    rule(
      'hub-does-no-io',
      'Rooms are memory only, so that they can be tested and measured alone.',
      { path: '^apps/realtime/src/sockets/hub\\.ts$' },
      { path: [packages('db', 'streams'), ioredis, fastify, npm('ws'), network] },
    ),
    rule(
      'protocols-only-translate',
      'A protocol turns frames into commands and events into frames; it reads and sends nothing.',
      { path: '^apps/realtime/src/protocols/' },
      { path: [packages('db', 'streams'), fastify, ioredis, network] },
    ),
    rule('no-cycles', 'Two files that need each other are one file, or three.', {}, { circular: true }),
    rule(
      'no-orphans',
      'Nobody imports this file and it imports nothing.',
      { orphan: true, pathNot: '\\.d\\.m?ts$' },
      {},
    ),
    rule(
      'resolvable',
      'This import leads nowhere, or past the exports of its package.',
      {},
      { couldNotResolve: true, pathNot: '/dist/' },
    ),
    rule(
      'declared',
      'What ships imports only what its own package.json lists under dependencies.',
      { path: ours, pathNot: [tests, '^prisma/', '/vite\\.config\\.js$'] },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    ),
    rule(
      'declared-in-tests',
      'A test imports only what its own package.json lists, and vitest.',
      { path: tests },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: npm('vitest') },
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules/', '/generated/'] },
    exclude: { path: '^(apps|packages)/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@besage/source', 'types', 'import', 'node', 'default'],
    },
  },
};
