import { validate } from '@langchain/langgraph-checkpoint-validation';
import * as vitest from 'vitest';
import { type Checkpoints, openCheckpoints } from '../../graphs/checkpoints.ts';

const known = new Set([
  // A channel that no checkpoint before it holds is written, whether or not it is said to have changed.
  'should only store channel_values that have changed (based on newVersions)',
  // Of checkpoints as LangGraph wrote them before their form 4, which no opsmith has written.
  'should migrate pending sends',
]);
const it = Object.assign(
  (name: string, ...rest: [() => Promise<void>]) =>
    (known.has(name) ? vitest.it.fails : vitest.it)(name, ...rest),
  { each: vitest.it.each.bind(vitest.it) },
);
// The contract suite calls the test functions as globals.
const { beforeAll, afterAll, beforeEach, afterEach, describe, expect } = vitest;
Object.assign(globalThis, { beforeAll, afterAll, beforeEach, afterEach, describe, it, expect });

let opened: Checkpoints[] = [];

// LangGraph's own contract for savers, run on the saver as it is set up here.
validate({
  checkpointerName: 'the saver of the checkpoints',
  async createCheckpointer() {
    const checkpoints = await openCheckpoints(':memory:');
    opened.push(checkpoints);
    return checkpoints.saver;
  },
  async destroyCheckpointer() {
    for (const checkpoints of opened) await checkpoints.close();
    opened = [];
  },
});
