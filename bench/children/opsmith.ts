/** The command line of the bundle with a word at its end: `node opsmith.ts ARGUMENTS` is `opsmith ARGUMENTS`. */
import module from 'node:module';
import { report } from './report.ts';

module.enableCompileCache();
const begin = performance.now();
process.on('exit', () => report({ seconds: [(performance.now() - begin) / 1000], failed: 0 }));
const bundle: { main(): Promise<void> } = await import(new URL('../../dist/cli.mjs', import.meta.url).href);
await bundle.main();
