import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { readJson, writeWhole } from './folder.ts';

/** Less work than that, in milliseconds of the processor, tells nothing: a thread that was idle is let go first for a while. */
const leastWorkMs = 150;
/** Time slices make a little of it also where nothing else runs. */
const rounding = 1.25;
/** No budget can be kept beyond that. */
const most = 6;

interface Sample {
  /** Milliseconds that this thread was not waiting for anything, and those in which it was at work. */
  awake: number;
  atWork: number;
}

/** How many seconds pass while this thread does one second's work: 1 where the machine is free, more where other programs want its cores too. */
export function createSlowness(sample: () => Sample = sampleOfThread): () => number {
  let from: Sample = { awake: 0, atWork: 0 };
  let known: number | null = null;
  return () => {
    const now = sample();
    const work = now.atWork - from.atWork;
    if (work >= leastWorkMs) {
      const found = (now.awake - from.awake) / work;
      // What else runs comes and goes: half of what was seen before stands.
      known = known === null ? found : Math.sqrt(known * found);
      from = now;
    }
    return known === null || known < rounding ? 1 : Math.min(most, known);
  };
}

function sampleOfThread(): Sample {
  const { user, system } = process.threadCpuUsage();
  return { awake: performance.eventLoopUtilization().active, atWork: (user + system) / 1_000 };
}

/** That of this process since it began, and then since it was asked last. */
export const slownessNow = createSlowness();

const Kept = z.object({ slowness: z.number().min(1) });

/** The file in which a task keeps how busy the machine was when its rows were read: after a restart it learns from the same rows. */
export const slownessName = 'slowness.json';

/** What was settled when the rows of a task were read first, or is settled now. */
export function settledSlowness(folder: string): number {
  const path = join(folder, slownessName);
  const kept = readJson(path);
  if (kept !== null) return Kept.parse(kept).slowness;
  const slowness = slownessNow();
  writeWhole(path, JSON.stringify({ slowness }));
  return slowness;
}
