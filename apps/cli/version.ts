/** The package's version. */
export { packageVersion as version } from '../../src/host/index.ts';
