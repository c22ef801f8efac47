import type { Thresholds } from '../rules/thresholds.ts';
import type { Severity } from '../types.ts';

/** What the configuration says of a rule: off, on (also one that is off by default), or how grave it is (and on). */
export type RuleSetting = 'off' | 'on' | Severity;

/** The configuration's `review` as far as it is about rules. */
export interface RuleSettings {
  /** `all`: the rules that are off by default speak too, but for those that `rules` switches off. */
  ruleSet?: 'default' | 'all' | undefined;
  /** By rule id. */
  rules?: Readonly<Record<string, RuleSetting>> | undefined;
  thresholds?: { readonly [Name in keyof Thresholds]?: number | undefined } | undefined;
  /** For some files; later ones win over earlier ones, and all over what is said for every file. */
  overrides?: readonly RuleOverride[] | undefined;
}

export interface RuleOverride {
  /** As in a .gitignore, from the workspace's folder on. */
  paths: readonly string[];
  rules?: Readonly<Record<string, RuleSetting>> | undefined;
  thresholds?: { readonly [Name in keyof Thresholds]?: number | undefined } | undefined;
}
