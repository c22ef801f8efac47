import type { findRecommendation } from '../../src/learning/index.ts';
import type { CrewMemory } from './keep-in-memory.ts';

export const verdictInWords = {
  accept: 'accepted',
  reject: 'rejected',
  modify: 'accepted with changes',
} as const;

/** What is remembered of a finding once somebody has judged it; it takes the place of what was remembered before. */
export function verdictMemory(
  recommendation: Awaited<ReturnType<typeof findRecommendation>>,
  verdict: keyof typeof verdictInWords,
  {
    comment,
    developer,
    isInferred = false,
  }: { comment: string | null; developer: string; isInferred?: boolean },
): CrewMemory {
  const { id, title, file, line, facts } = recommendation;
  const how = `${verdictInWords[verdict]}${isInferred ? ', as a commit tells' : ''}`;
  return {
    namespace: 'findings',
    key: id,
    text: `${title} (${facts.rule}) at ${file}:${line} was ${how}${comment === null ? '' : `: ${comment}`}`,
    metadata: { kind: 'finding', rule: facts.rule, file: file.slice(0, 2_000), verdict, developer },
    source: 'code-analyst',
  };
}
