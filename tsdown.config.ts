import { defineConfig } from 'tsdown';
import { loadInPieces } from './apps/cli/load-in-pieces.ts';

/**
 * Packages of plain JavaScript in many files, which take longer to be found and read than to run: they go into the bundle, together with what
 * they need (docs/decisions/2026-11-21-bundled-dependencies.md). LangChain's packages and zod share objects, so all of them do or none.
 */
const bundled = [
  'commander',
  'fast-xml-parser',
  'ignore',
  'kysely',
  'kysely/migration',
  'marked',
  'zod',
  /^@langchain\//,
];

/**
 * What a review of which nothing has changed is printed with. By themselves these files would lie in chunks with others of their folders, and
 * load rules, schemas and the query builder, which take longer than all that is to be done.
 */
const unchangedReview =
  /src\/(review\/(repeat\/|cache\/(cache-database|engine-id))|config\/peek-home|store\/(repeat-run|record-effect)|code\/file-stamp)|graphs\/review\/retell|apps\/cli\/code\/(repeat-|write-report)/;

/** What both need: each would load all of the other for it. */
const neededByBoth = /\/src\/(?:errors\/|code\/file-stamp|config\/peek-home)/;

/** What a thread is started with before anything else is loaded. */
const startingThreads = /src\/code\/(?:start-ahead|kept-workers)|apps\/cli\/code\/start-threads/;

/** What texts are cleaned of keys with: memory and models' questions need it without the rules. */
const shapesOfKeys = /\/src\/code\/rules\/security\/secret-shapes\.ts$/;

/** Where measuring begins. */
const measuring =
  /\/src\/(?:code\/(?:measure-paths|measure-source|measure-file|worker-pool|custom\/plain-workspace))\.ts$/;

/**
 * An `import` of one of Node's modules reads each of its exports, which loads what those hand out when they are first read: a fifth of the time of a
 * review of which nothing has changed. Of the chunks that such a review loads none is part of a circle, so constants do as well.
 */
const lightImports = {
  name: 'light-imports',
  transform(code: string, id: string): string | null {
    // It starts programs for commands that are programs of their own, which opsmith has not.
    return /\/commander\/lib\/command\.js$/.test(id)
      ? code.replace(
          "import childProcess from 'node:child_process';",
          "const childProcess = { spawn: (...words) => process.getBuiltinModule('node:child_process').spawn(...words) };",
        )
      : null;
  },
  renderChunk(code: string, { name }: { name: string }): string | null {
    return ['cli', 'repeat'].includes(name)
      ? code.replaceAll(
          /import\s*(?:([\w$]+)|(\{[^{}]*\}))\s*from\s*["'](node:\w+)["']/g,
          (_, whole: string | undefined, parts: string, module: string) =>
            `const ${whole ?? parts.replaceAll(/\s+as\s+/g, ':')}=${module === 'node:process' ? 'globalThis.process' : `process.getBuiltinModule("${module}")`}`,
        )
      : null;
  },
};

// One flat folder: a chunk finds its worker file beside itself, wherever the bundler put the code.
export default defineConfig({
  entry: {
    cli: 'apps/cli/main.ts',
    'measure-worker': 'src/code/measure-worker.ts',
    'outline-worker': 'src/code/outline/outline-worker.ts',
    'train-worker': 'src/train/parallel/train-worker.ts',
    'candidate-worker': 'src/automl/threads/candidate-worker.ts',
    'predict-worker': 'src/artifact/predict-worker.ts',
    'artifact-worker': 'src/artifact/artifact-worker.ts',
    'explain-worker': 'src/explain/explain-worker.ts',
    'graph-worker': 'src/serve/foreign/graph-worker.ts',
    'encoder-worker': 'src/memory/embedders/encoder/encoder-worker.ts',
  },
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node22',
  dts: false,
  clean: true,
  deps: { alwaysBundle: bundled },
  plugins: [lightImports, loadInPieces],
  // Comments and white space would only be read; names stay, for stack traces.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  inputOptions: { preserveEntrySignatures: 'allow-extension' },
  outputOptions: {
    chunkFileNames: '[name]-[hash].mjs',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        { name: 'first', test: neededByBoth, priority: 2 },
        { name: 'threads', test: startingThreads, priority: 2 },
        { name: 'secret-shapes', test: shapesOfKeys, priority: 2 },
        { name: 'repeat', test: unchangedReview, priority: 1 },
        // With all that it needs: beside the rules, a command that measures alone would load them too.
        { name: 'measuring', test: measuring, includeDependenciesRecursively: true },
      ],
    },
  },
});
