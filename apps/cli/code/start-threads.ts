/** What is to be started before a command's code is loaded; a module of its own, since it is loaded before all else. */
export { startAhead } from '../../../src/code/index.ts';
