import type { SkippedPath } from '../find-files.ts';
import type { Language } from '../language.ts';
import type { LanguageName } from '../types.ts';
import type { ActiveRules } from './active-rules.ts';
import type { Ruleset } from './ruleset.ts';

/** What a workspace adds for a file and changes about the built-in rules; undefined where that is nothing, which loads nothing. */
export async function activeRulesFor(
  ruleset: Ruleset | undefined,
  language: Language,
  path: string,
): Promise<ActiveRules | undefined> {
  if (ruleset === undefined || isPlain(ruleset)) return undefined;
  const { compileRuleset } = await import('./active-rules.ts');
  return compileRuleset(ruleset).activeFor(language, path);
}

/** What is wrong with a workspace's rules, for code in these languages: files that can't be used, and patterns that don't parse. */
export async function rulesetProblems(
  ruleset: Ruleset | undefined,
  languages: Iterable<LanguageName>,
): Promise<SkippedPath[]> {
  if (ruleset === undefined) return [];
  const problems = [...ruleset.problems];
  if (!isPlain(ruleset)) {
    const { compileRuleset } = await import('./active-rules.ts');
    const compiled = compileRuleset(ruleset);
    for (const language of languages) problems.push(...(await compiled.problemsFor(language)));
  }
  return problems.filter(({ path }, index) => problems.findIndex((other) => other.path === path) === index);
}

/** Whether nothing differs from what opsmith brings. */
export function isPlain({ rules: own, metrics, settings }: Ruleset): boolean {
  const { ruleSet, rules: set = {}, thresholds = {}, overrides = [] } = settings;
  return (
    ruleSet !== 'all' &&
    own.length +
      metrics.length +
      overrides.length +
      Object.keys(set).length +
      Object.keys(thresholds).length ===
      0
  );
}
