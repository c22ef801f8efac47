import { expect, test } from 'vitest';
import { readGraphQuestion } from '../../../agents/tools/graph-question.ts';

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
  ['what changes together with this file?', { asks: 'hidden-couplings' }],
  ['what is in the knowledge graph', { asks: 'summary' }],
])('%s', (text, asked) => {
  expect(readGraphQuestion(text)).toEqual(asked);
});
