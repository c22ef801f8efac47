/** What the process stands on: where the installed package lies. */
export { packageRoot } from './package-root.ts';
