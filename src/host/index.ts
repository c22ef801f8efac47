/** What the process stands on: where the installed package lies, and what it must not do behind a person's back. */
export { entriesOf } from './entries-of.ts';
export { makeFolder } from './make-folder.ts';
export { nearestPath } from './nearest-path.ts';
export { refuseTracing } from './no-tracing.ts';
export { packageRoot, packageVersion } from './package-root.ts';
export type { Git, GitOptions } from './run-git.ts';
export { createGit } from './run-git.ts';
