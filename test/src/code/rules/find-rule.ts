import { analyzeSource, type Finding, type LanguageName } from '../../../../src/code/index.ts';

/** What the review says of a text: verified findings, in the order of their lines. */
export async function findingsOf(
  language: LanguageName,
  source: string,
  path = 'example',
): Promise<Finding[]> {
  return (await analyzeSource({ source, language, path })).findings;
}

/** The ids of the rules that found something, in order. */
export async function rulesOf(language: LanguageName, source: string, path?: string): Promise<string[]> {
  return (await findingsOf(language, source, path)).map(({ rule }) => rule);
}
