import { z } from 'zod';
import { categories, severities } from '../../../src/code/index.ts';

/** Findings that one question may bring. */
export const mostProposals = 5;

/**
 * One finding as a model proposes it. Words that must be one of a few, and lengths, are asked for in the form and looked at afterwards: one
 * proposal that is out of form shall not cost the others.
 */
export const Proposal = z.object({
  line: z.number().describe('number of the first quoted line'),
  endLine: z.number().describe('number of the last quoted line'),
  quote: z.string().describe('the wrong code, copied exactly, without line numbers: one to three lines'),
  category: z.string().meta({ enum: [...categories] }),
  severity: z.string().meta({ enum: [...severities] }),
  title: z.string().describe('what is wrong, in three to eight words'),
  message: z.string().describe('one to three sentences: when it goes wrong, and what happens then'),
  suggestion: z.string().nullish().describe('what to do instead, in words or a line of code'),
});
export type Proposal = z.infer<typeof Proposal>;

const { $schema: _dialect, ...proposalForm } = z.toJSONSchema(Proposal, { io: 'input' });

/**
 * What a model is asked for about a stretch of code. There is no field for a verdict, a score or an approval. Each proposal is told in its form and held to it by
 * itself (`proposalsIn`).
 */
export const Proposals = z.object({ findings: z.array(z.unknown().meta(proposalForm)).max(20) });
export type Proposals = z.infer<typeof Proposals>;

/** The proposals that have the form asked for, the number of those that have not, and what is wrong with the first of these. */
export function proposalsIn({ findings }: Proposals): {
  proposals: Proposal[];
  badForm: number;
  problem: string | null;
} {
  const parsed = findings.map((each) => Proposal.safeParse(each));
  const problems = parsed.flatMap(({ error }, index) =>
    error === undefined
      ? []
      : [`findings.${index}.${error.issues[0]!.path.join('.')}: ${error.issues[0]!.message}`],
  );
  return {
    proposals: parsed.flatMap(({ data }) => data ?? []),
    badForm: problems.length,
    problem: problems[0] ?? null,
  };
}

/** What a model is asked for about a finding. */
export const Verdict = z.object({
  verdict: z.enum(['refuted', 'stands']),
  quote: z.string().describe('the code that settles it, copied exactly, without line numbers'),
  reason: z.string().describe('one or two sentences'),
});
export type Verdict = z.infer<typeof Verdict>;
