/** typhonjs-escomplex, for those who compare: its own report, by its own definitions. */
import { createRequire } from 'node:module';
import { InputError, toError } from '../errors/index.ts';

const plugins = [
  'typescript',
  'decorators-legacy',
  'decoratorAutoAccessors',
  'explicitResourceManagement',
  'importAttributes',
];

interface Escomplex {
  analyzeModule(source: string, options: object, parserOptions: object): object;
}

/**
 * typhonjs-escomplex's report on one JavaScript or TypeScript module, as it comes: cyclomatic complexity, Halstead and
 * maintainability by its definitions, which differ from ours (docs/metrics.md says how).
 *
 * @throws InputError `escomplex-failed` when its parser does not understand the source.
 */
export function escomplexReport({ path, source }: { path: string; source: string }): object {
  // A CommonJS package that is loaded only when somebody asks for it: its parser takes 100 ms to load.
  const escomplex = createRequire(import.meta.url)('typhonjs-escomplex') as Escomplex;
  const isJsx = !/\.[mc]?ts$/i.test(path);
  try {
    const report = escomplex.analyzeModule(
      source,
      {},
      { sourceType: 'module', plugins: isJsx ? [...plugins, 'jsx'] : plugins },
    );
    return JSON.parse(JSON.stringify(report)) as object;
  } catch (thrown) {
    throw new InputError(
      'escomplex-failed',
      `typhonjs-escomplex can't parse ${path}: ${toError(thrown).message}`,
      {
        cause: thrown,
        details: { path },
      },
    );
  }
}
