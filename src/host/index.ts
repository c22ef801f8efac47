/** What the process stands on: where the installed package lies, and what it must not do behind a person's back. */
export { refuseTracing } from './no-tracing.ts';
export { packageRoot } from './package-root.ts';
