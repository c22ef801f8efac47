import { expect, it } from 'vitest';
import { graphShapeIn } from '../../../agents/planner/index.ts';

it.each([
  ['where do we use formatDate', { asks: 'callers', subject: 'formatDate' }],
  ["I'm about to rename getUserById, who would notice?", { asks: 'callers', subject: 'getUserById' }],
  ['hey, what all does runPipeline end up calling', { asks: 'callees', subject: 'runPipeline' }],
  ['show me everything that depends on src/db/pool.ts', { asks: 'importers', subject: 'src/db/pool.ts' }],
  ['what are the dependencies of src/server.ts', { asks: 'imports', subject: 'src/server.ts' }],
  [
    'when I touch billing.py, what else do I normally have to touch',
    { asks: 'changes-with', subject: 'billing.py' },
  ],
  ['who knows the most about the payments folder', { asks: 'authors', subject: 'payments' }],
  ['which models would be hit if we drop the column postcode', { asks: 'models', subject: 'postcode' }],
  ['which dataset was churn trained on', { asks: 'model-inputs', subject: 'churn' }],
  ['is there a path from cli.ts to database.ts', { asks: 'path', subject: 'cli.ts', other: 'database.ts' }],
  ['do we have dependency cycles?', { asks: 'cycles' }],
  ['which files change most often and are complicated as well', { asks: 'hotspots' }],
  ['functions without any caller', { asks: 'unused' }],
])('a question to the graph, by its shape: %s', (text, asked) => {
  expect(graphShapeIn(text)).toEqual(asked);
});

it.each([
  'review src/app.ts and tell me who calls main',
  'which columns does orders.csv have',
  'is there drift between a.csv and b.csv?',
  'can I delete churn',
  'who owns the release',
  'train a model on churn.csv',
])('no question to the graph: %s', (text) => {
  expect(graphShapeIn(text)).toBeNull();
});
