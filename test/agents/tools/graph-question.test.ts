import { expect, test } from 'vitest';
import { readGraphQuestion } from '../../../agents/tools/graph-question.ts';
import { onlyStep } from '../planner/plan.ts';

test.each([
  ['who calls parseFile?', { asks: 'callers', subject: 'parseFile' }],
  ['what does loadConfig call', { asks: 'callees', subject: 'loadConfig' }],
  ['what imports src/store/index.ts?', { asks: 'importers', subject: 'src/store/index.ts' }],
  ['what changes together with src/app.ts?', { asks: 'changes-with', subject: 'src/app.ts' }],
  ['which models used the column age?', { asks: 'models', subject: 'age' }],
  ['who wrote lib/auth.py?', { asks: 'authors', subject: 'lib/auth.py' }],
  ['where are the hotspots?', { asks: 'hotspots' }],
  ['are there circular imports?', { asks: 'cycles' }],
  ['how are a.ts and b.ts connected?', { asks: 'path', subject: 'a.ts', other: 'b.ts' }],
  ['what changes together with this file?', { asks: 'changes-with', subject: 'it' }],
  ['what is in the knowledge graph', { asks: 'summary' }],
  ['show me everything that calls encode', { asks: 'callers', subject: 'encode' }],
  ['encode is called by whom?', { asks: 'callers', subject: 'encode' }],
  ['list the call sites of encode', { asks: 'callers', subject: 'encode' }],
  ['who uses the function encode?', { asks: 'callers', subject: 'encode' }],
  ['which places invoke encode?', { asks: 'callers', subject: 'encode' }],
  ['find all usages of encode', { asks: 'callers', subject: 'encode' }],
  ['is encode called anywhere?', { asks: 'callers', subject: 'encode' }],
  ['where in the code is encode used?', { asks: 'callers', subject: 'encode' }],
  ['does anything use encode?', { asks: 'callers', subject: 'encode' }],
  ['what would break if I change encode?', { asks: 'callers', subject: 'encode' }],
  ['what depends on the function encode?', { asks: 'callers', subject: 'encode' }],
  [
    'when I edit lib/mailer/index.js, what else usually changes?',
    { asks: 'changes-with', subject: 'lib/mailer/index.js' },
  ],
  [
    'what is committed together with lib/mailer/index.js',
    { asks: 'changes-with', subject: 'lib/mailer/index.js' },
  ],
  [
    'files that tend to change alongside lib/mailer/index.js',
    { asks: 'changes-with', subject: 'lib/mailer/index.js' },
  ],
  [
    'lib/mailer/index.js changes together with what?',
    { asks: 'changes-with', subject: 'lib/mailer/index.js' },
  ],
  [
    'what else do people touch when they change lib/mailer/index.js?',
    { asks: 'changes-with', subject: 'lib/mailer/index.js' },
  ],
  [
    'show the co-change partners of lib/mailer/index.js',
    { asks: 'changes-with', subject: 'lib/mailer/index.js' },
  ],
  [
    'if I change lib/mailer/index.js what else should I change?',
    { asks: 'changes-with', subject: 'lib/mailer/index.js' },
  ],
  [
    'which files changed in the same commits as lib/mailer/index.js?',
    { asks: 'changes-with', subject: 'lib/mailer/index.js' },
  ],
  ['did any model use the column age?', { asks: 'models', subject: 'age' }],
  ['which model versions saw the age column?', { asks: 'models', subject: 'age' }],
  ['what models rely on age', { asks: 'models', subject: 'age' }],
  ['who uses the column age for training?', { asks: 'models', subject: 'age' }],
  ['which models have age as a feature?', { asks: 'models', subject: 'age' }],
  ['has the column age been used by a model?', { asks: 'models', subject: 'age' }],
  ['what was trained on the column age?', { asks: 'models', subject: 'age' }],
])('%s', (text, asked) => {
  expect(readGraphQuestion(text)).toEqual(asked);
});

test.each([
  'who is calling encode?',
  'find all usages of encode',
  'which places invoke encode?',
  'did any model use the column age?',
  'which files usually change with lib/mailer/index.js',
  'what else do people touch when they change lib/mailer/index.js?',
])('goes to the graph: %s', (input) => {
  expect(onlyStep(input).action).toBe('query_graph');
});
