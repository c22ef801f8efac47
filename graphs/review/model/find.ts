import { decide } from '../../../src/llm/index.ts';
import { type CheckedProposals, checkProposals } from './check-proposals.ts';
import type { ModelQuestions } from './model-findings.ts';
import { Proposals, proposalsIn } from './proposal.ts';
import type { Chunk, ChunkData } from './question.ts';

/** What a model proposes about a stretch of code; `by` is null where there is no usable answer, and `reason` says why. */
export type Found =
  | (CheckedProposals & { by: string; proposed: number; cached: boolean })
  | { by: null; reason: string };

/** Asks for findings in a chunk and holds the proposals against the code. The default policy proposes nothing. */
export async function findInChunk(
  chunk: Chunk,
  { data, told }: { data: ChunkData; told: string },
  { models, run, limits, signal }: ModelQuestions,
): Promise<Found> {
  const { value, decidedBy, reason, cached } = await decide({
    name: 'review-find',
    prompt: 'review-find',
    schema: Proposals,
    input: data,
    // One that is out of form costs itself; where none is usable the model is told.
    validate: (answer) => {
      const { proposals, problem } = proposalsIn(answer);
      return proposals.length === 0 && problem !== null ? [problem] : [];
    },
    policy: () => ({ findings: [] }),
    models,
    run,
    limits,
    signal,
  });
  if (decidedBy === 'policy') return { by: null, reason };
  const { code, found } = chunk;
  const { proposals, badForm } = proposalsIn(value);
  const checked = checkProposals(proposals, { code, within: chunk, found, told });
  checked.dropped.push(...Array.from({ length: badForm }, () => 'bad-form' as const));
  return { ...checked, by: decidedBy, proposed: value.findings.length, cached };
}
