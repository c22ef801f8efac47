import type { Finding } from '../../../src/code/index.ts';
import { decide } from '../../../src/llm/index.ts';
import { findQuote, isThin } from './find-quote.ts';
import type { ModelQuestions } from './model-findings.ts';
import { Verdict } from './proposal.ts';
import type { Chunk, ChunkData } from './question.ts';

/** What came of arguing against a finding; `evidence` is for those that stand. */
export type Argued =
  | { outcome: 'stands'; by: string; evidence: string; cached: boolean }
  | { outcome: 'refuted'; cached: boolean }
  | { outcome: 'unargued'; reason: string };

/**
 * Argues against a finding: another prompt, nothing of the first answer but the claim. It stands only where the verdict says so and quotes code that
 * is there; where nobody gives a usable verdict it is not shown.
 */
export async function argueAgainst(
  finding: Finding,
  chunk: Chunk,
  { place, symbols, code }: ChunkData,
  { models, run, limits, signal }: ModelQuestions,
): Promise<Argued> {
  const placeOf = (quote: string) =>
    isThin(quote) ? null : findQuote(quote, chunk.code, chunk, finding.line);
  const { line, endLine, title, message, severity } = finding;
  const { value, decidedBy, reason, cached } = await decide({
    name: 'review-argue',
    prompt: 'review-argue',
    schema: Verdict,
    input: { place, symbols, code, claim: { lines: `${line}-${endLine}`, severity, title, message } },
    validate: ({ verdict, quote }) =>
      verdict === 'stands' && placeOf(quote) === null
        ? ['quote: that is not in the code; copy the line that goes wrong, or say refuted']
        : [],
    policy: () => ({ verdict: 'refuted' as const, quote: '', reason: '' }),
    models,
    maxOutputTokens: 400,
    run,
    limits,
    signal,
  });
  if (decidedBy === 'policy') return { outcome: 'unargued', reason };
  const settled = value.verdict === 'stands' ? placeOf(value.quote) : null;
  if (settled === null) return { outcome: 'refuted', cached };
  return {
    outcome: 'stands',
    by: decidedBy,
    evidence: `line ${settled.line} bore it out when it was argued against`,
    cached,
  };
}
