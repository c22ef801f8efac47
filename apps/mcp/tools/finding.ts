import { z } from 'zod';
import { type Recommendation, severities } from '../../../src/code/index.ts';

/** A finding as tools give it. */
export const Finding = z.object({
  id: z.string(),
  file: z.string(),
  line: z.number(),
  end_line: z.number(),
  rule: z.string(),
  category: z.string(),
  severity: z.enum(severities),
  title: z.string(),
  message: z.string(),
  quote: z.string().describe('text of the file at these lines, to the letter'),
  suggestion: z.string().nullable(),
  patch: z.string().nullable().describe('a unified diff'),
  evidence: z.array(z.string()),
  acceptance: z.number().describe('probability that a developer accepts it, 0..1'),
  source: z.string(),
});

export function findingOf({ endLine, ...finding }: Recommendation): z.infer<typeof Finding> {
  return { ...finding, end_line: endLine };
}
