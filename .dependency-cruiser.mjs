// The one direction of imports: src <- agents <- graphs <- evals, apps. Between folders of src/ only through an index.ts, never in a circle.
const rooms = ['src', 'agents', 'graphs', '(?:evals|apps)'];

/** No room imports one that stands above it. */
const upward = rooms.slice(0, -1).map((room, index) => ({
  name: `${room}-knows-nothing-above-it`,
  comment: 'Imports go one way: src <- agents <- graphs <- evals, apps.',
  severity: 'error',
  from: { path: `^${room}/` },
  to: { path: `^(?:${rooms.slice(index + 1).join('|')})/` },
}));

export default {
  forbidden: [
    ...upward,
    {
      name: 'evals-knows-nothing-of-apps',
      severity: 'error',
      from: { path: '^evals/' },
      to: { path: '^apps/' },
    },
    {
      name: 'only-through-the-index',
      comment: 'A folder of src/ is used through its index.ts, which names its public things.',
      severity: 'error',
      from: { path: '^(src/[^/]+|agents|graphs|evals|apps)/' },
      to: { path: '^src/([^/]+)/(?!index\\.ts$)', pathNot: '^$1/' },
    },
    {
      name: 'no-circles',
      comment: "No file needs itself to run. Two files of one folder may name each other's types.",
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-circles-between-folders',
      comment: 'Nor do two folders of src/ need each other, in types either.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src/[^/]+$' },
      to: { path: '^src/[^/]+$', circular: true },
    },
    {
      name: 'shipped-code-needs-shipped-packages',
      severity: 'error',
      from: { path: '^(src|agents|graphs|evals|apps)/' },
      // An optional peer stands among the development packages too, for the tests.
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    },
    { name: 'no-missing-files', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-tests-in-shipped-code',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test/fixtures)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
