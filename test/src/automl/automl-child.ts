/** Learns with a folder to keep candidates in, until it is killed. Usage: FOLDER */
import { automl } from '../../../src/automl/index.ts';
import { tableWith } from './tables.ts';

await automl({
  ...{ table: tableWith('worth', 150), target: 'worth', seed: 1, folder: process.argv[2] },
  ...{ timeBudgetMs: 120_000, families: ['linear'], repeats: 1 },
});
