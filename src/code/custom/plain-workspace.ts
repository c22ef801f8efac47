import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultThresholds } from '../rules/thresholds.ts';
import type { LoadRulesetOptions } from './ruleset.ts';

/**
 * Whether a workspace changes nothing about the rules that opsmith brings: then there is no need to load them in order to read what is
 * measured already.
 */
export function isPlainWorkspace({
  workspace,
  folder = '.opsmith',
  settings = {},
}: LoadRulesetOptions): boolean {
  const { ruleSet, rules = {}, thresholds = {}, overrides = [] } = settings;
  const base = resolve(workspace, folder);
  return (
    !existsSync(join(base, 'rules')) &&
    !existsSync(join(base, 'metrics')) &&
    ruleSet !== 'all' &&
    Object.keys(rules).length + overrides.length === 0 &&
    Object.entries(thresholds).every(
      ([name, value]) =>
        value === undefined || value === defaultThresholds[name as keyof typeof defaultThresholds],
    )
  );
}
