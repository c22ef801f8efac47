import type { Language } from '../language.ts';
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

/** Whether nothing differs from what opsmith brings. */
export function isPlain({ rules: own, metrics, settings }: Ruleset): boolean {
  const { rules: set = {}, thresholds = {}, overrides = [] } = settings;
  return (
    own.length +
      metrics.length +
      overrides.length +
      Object.keys(set).length +
      Object.keys(thresholds).length ===
    0
  );
}
