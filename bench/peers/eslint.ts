/** ESLint with its own recommended rules, eslint-plugin-sonarjs's and, for TypeScript, typescript-eslint's, with type information. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../corpora.ts';
import { collect, type Peer } from './peer.ts';

const packages = [
  'eslint@10.15.0',
  '@eslint/js@10',
  'eslint-plugin-sonarjs@4.2.2',
  'typescript-eslint@8.73.0',
  'typescript@5.9.3',
];

/** Where ESLint and its plug-ins are; installed with the first call. @throws Error when npm can't */
export function eslintFolder(): string {
  const folder = join(cacheFolder, 'eslint');
  if (
    existsSync(join(folder, 'node_modules', '@eslint', 'js')) &&
    existsSync(join(folder, 'node_modules', 'eslint-plugin-sonarjs'))
  )
    return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--silent', '--no-audit', '--no-fund', ...packages],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`ESLint can't be installed: ${stderr.trim().split('\n').at(-1)}`);
  return folder;
}

export interface EslintConfigOptions {
  /** File with the settings; beside it lies `tsconfig.json` when types are asked for. */
  path: string;
  types: boolean;
}

/** Writes the settings: recommended rules of all three, nothing of our own. */
export function writeEslintConfig({ path, types }: EslintConfigOptions): void {
  const modules = join(eslintFolder(), 'node_modules');
  const entry = (name: string) => JSON.stringify(join(modules, name));
  const parserOptions = types
    ? '{ project: ["./tsconfig.json"], tsconfigRootDir: import.meta.dirname }'
    : '{}';
  writeFileSync(
    path,
    `import js from ${entry('@eslint/js/src/index.js')};
import sonarjs from ${entry('eslint-plugin-sonarjs/cjs/plugin.js')};
import tseslint from ${entry('typescript-eslint/dist/index.js')};
const types = ${String(types)};
export default [
  { linterOptions: { reportUnusedDisableDirectives: 'off', noInlineConfig: true } },
  js.configs.recommended,
  (sonarjs.default ?? sonarjs).configs.recommended,
  ...tseslint.configs.recommended.map((each) => ({ ...each, files: ['**/*.ts'] })),
  { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser, parserOptions: ${parserOptions} } },
  ...(types ? [{ files: ['**/*.mjs', '**/*.cjs'], languageOptions: { parser: tseslint.parser, parserOptions: ${parserOptions} } }] : []),
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
];
`,
  );
}

interface EslintFile {
  filePath: string;
  messages: { ruleId: string | null; line?: number; endLine?: number; message: string }[];
}

export const eslint: Peer = {
  name: 'ESLint + sonarjs',
  setup: `${packages.join(', ')}; the recommended rules of each, with type information`,
  artefacts:
    /^(?:no-undef|no-unused-vars|@typescript-eslint\/no-unused-vars|sonarjs\/(?:no-unused-vars|unused-import|no-dead-store|no-unused-function-argument|no-implicit-dependencies|no-reference-error)|no-unused-private-class-members)$/,
  never: /^sonarjs\/(?:no-implicit-dependencies|no-reference-error)$/,
  review(files, folder) {
    const root = eslintFolder();
    const config = join(folder, 'eslint.config.mjs');
    writeEslintConfig({ path: config, types: true });
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          allowJs: true,
          noEmit: true,
          strict: true,
          target: 'esnext',
          module: 'nodenext',
          moduleDetection: 'force',
          types: [],
          skipLibCheck: true,
        },
        include: ['*.ts', '*.mjs', '*.cjs'],
      }),
    );
    const output = join(folder, 'eslint.json');
    const { stderr } = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/eslint/bin/eslint.js'),
        '--config',
        config,
        '--format',
        'json',
        '--output-file',
        output,
        '.',
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    if (!existsSync(output)) throw new Error(`ESLint did not run: ${stderr.slice(-400)}`);
    const types = ruleTypes(root);
    const report = JSON.parse(readFileSync(output, 'utf8')) as EslintFile[];
    const failed = report.flatMap(({ filePath, messages }) =>
      messages.filter(({ ruleId }) => ruleId === null).map(({ message }) => `${filePath}: ${message}`),
    );
    if (failed.length > 0)
      process.stderr.write(`ESLint could not read ${failed.length} files, the first: ${failed[0]}\n`);
    return collect(
      files,
      report.flatMap(({ filePath, messages }) =>
        messages
          .filter(({ ruleId }) => ruleId !== null)
          .map(({ ruleId, line = 1, endLine }) => ({
            path: filePath,
            remark: {
              rule: ruleId!,
              category: 'any',
              // ESLint rules have no severities. `problem` is its word for what is or may be wrong, `suggestion` for what could be better.
              severity: types.get(ruleId!) === 'problem' ? 'medium' : 'low',
              line,
              endLine: endLine ?? line,
            },
          })),
      ),
    );
  },
};

function ruleTypes(root: string): Map<string, string> {
  const script = `
    import { builtinRules } from ${JSON.stringify(join(root, 'node_modules/eslint/lib/unsupported-api.js'))};
    import sonarjs from ${JSON.stringify(join(root, 'node_modules/eslint-plugin-sonarjs/cjs/plugin.js'))};
    import tseslint from ${JSON.stringify(join(root, 'node_modules/typescript-eslint/dist/index.js'))};
    const types = {};
    for (const [name, rule] of builtinRules) types[name] = rule.meta.type;
    for (const [name, rule] of Object.entries((sonarjs.default ?? sonarjs).rules)) types['sonarjs/' + name] = rule.meta.type;
    for (const [name, rule] of Object.entries(tseslint.plugin.rules)) types['@typescript-eslint/' + name] = rule.meta.type;
    process.stdout.write(JSON.stringify(types));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`The kinds of ESLint's rules can't be read: ${stderr.slice(-300)}`);
  return new Map(Object.entries(JSON.parse(stdout) as Record<string, string>));
}
