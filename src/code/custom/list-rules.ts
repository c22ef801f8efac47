/** All rules as a workspace has them: the built-in ones and its own, on or off, and why. */
import { closestName, InputError } from '../../errors/index.ts';
import { rules } from '../rules/index.ts';
import type { RuleDeclaration } from '../rules/rule.ts';
import type { Category, LanguageName, Severity } from '../types.ts';
import { languagesOf, type Right, type RuleFile, usualMinutes, type Wrong } from './rule-file.ts';
import type { Ruleset } from './ruleset.ts';
import type { RuleSetting } from './settings.ts';

/** A piece of code that a rule finds, or leaves alone. */
export interface ListedExample {
  language: LanguageName;
  code: string;
  /** The code after the rule's fix, where an example has it. */
  fixed?: string | undefined;
}

export interface ListedRule {
  id: string;
  title: string;
  category: Category;
  /** As the settings have it. */
  severity: Severity;
  languages: readonly LanguageName[];
  origin: 'built-in' | 'rule' | 'metric';
  /** The file of a rule or metric of the workspace's own, or null. */
  file: string | null;
  enabled: boolean;
  /** Why it is on or off: `by default`, `review.rules`, … */
  why: string;
  rationale: string;
  cwe: number | null;
  source: string | null;
  remediationMinutes: number;
  /** What mends it, in words or code; null where that depends on the finding. */
  fix: string | null;
  wrong: readonly ListedExample[];
  right: readonly ListedExample[];
}

/** Every rule, the workspace's own ones last; by id within both. */
export function listRules({ rules: own, metrics, settings }: Ruleset): ListedRule[] {
  const byId = (a: ListedRule, b: ListedRule): number => (a.id < b.id ? -1 : 1);
  const set = settings.rules ?? {};
  const builtIn = rules.map((rule) =>
    withSetting(fromDeclaration(rule), set[rule.id], {
      off: rule.offByDefault,
      unsure: rule.unsure,
      ruleSet: settings.ruleSet,
    }),
  );
  const added = [
    ...own.map(({ path, rule }) => withSetting(fromFile(rule, path), set[rule.id])),
    ...metrics.flatMap(({ path, metric }) => {
      const { warn, name, description } = metric;
      if (warn === undefined) return [];
      const listed: Listed = {
        id: name,
        title: `${name} ${warn.over === undefined ? 'too low' : 'too high'}`,
        category: warn.category ?? 'refactoring',
        severity: warn.severity ?? 'low',
        languages: metric.languages === undefined ? [] : languagesOf({ languages: metric.languages }),
        origin: 'metric',
        file: path,
        rationale: description,
        cwe: null,
        source: null,
        remediationMinutes: warn.remediationMinutes ?? usualMinutes,
        fix: warn.suggestion ?? null,
        wrong: [],
        right: [],
      };
      return [withSetting(listed, set[name])];
    }),
  ];
  return [...builtIn.sort(byId), ...added.sort(byId)];
}

/** The rule of that id. @throws InputError `unknown-rule`, with the nearest id */
export function findRule(ruleset: Ruleset, id: string): ListedRule {
  const all = listRules(ruleset);
  const found = all.find((rule) => rule.id === id);
  if (found !== undefined) return found;
  const near = closestName(
    id,
    all.map((rule) => rule.id),
  );
  throw new InputError(
    'unknown-rule',
    `There is no rule "${id}".${near === null ? '' : ` Did you mean "${near}"?`} \`opsmith rules list\` shows all of them.`,
    { details: { rule: id } },
  );
}

type Listed = Omit<ListedRule, 'enabled' | 'why'>;

function withSetting(
  rule: Listed,
  setting: RuleSetting | undefined,
  {
    off,
    unsure,
    ruleSet,
  }: { off?: string | undefined; unsure?: string | undefined; ruleSet?: 'default' | 'all' | undefined } = {},
): ListedRule {
  if (setting === undefined && off !== undefined) {
    if (ruleSet === 'all') return { ...rule, enabled: true, why: 'on: review.ruleSet is all' };
    return { ...rule, enabled: false, why: `off by default: ${off}` };
  }
  if (setting === undefined && unsure !== undefined && ruleSet !== 'all')
    return { ...rule, enabled: true, why: `by default but in part: ${unsure}` };
  if (setting === undefined) return { ...rule, enabled: true, why: 'by default' };
  if (setting === 'off') return { ...rule, enabled: false, why: 'off in review.rules' };
  if (setting === 'on')
    return { ...rule, enabled: true, why: off === undefined ? 'by default' : 'on in review.rules' };
  return { ...rule, severity: setting, enabled: true, why: `${setting} in review.rules` };
}

function fromDeclaration(rule: RuleDeclaration): Listed {
  return {
    id: rule.id,
    title: rule.title,
    category: rule.category,
    severity: rule.severity,
    languages: rule.languages,
    origin: 'built-in',
    file: null,
    rationale: rule.rationale,
    cwe: rule.cwe ?? null,
    source: rule.source ?? null,
    remediationMinutes: rule.remediationMinutes,
    fix: null,
    wrong: rule.wrong.map(({ language, code, fixed }) => ({
      language,
      code,
      ...(fixed === undefined ? {} : { fixed }),
    })),
    right: rule.right.map(({ language, code }) => ({ language, code })),
  };
}

function fromFile(rule: RuleFile, path: string): Listed {
  const fix = typeof rule.fix === 'object' ? rule.fix.template : rule.fix;
  return {
    id: rule.id,
    title: rule.title,
    category: rule.category,
    severity: rule.severity,
    languages: languagesOf(rule),
    origin: 'rule',
    file: path,
    rationale: rule.rationale ?? rule.message,
    cwe: rule.cwe ?? null,
    source: rule.source ?? null,
    remediationMinutes: rule.remediationMinutes ?? usualMinutes,
    fix: fix ?? rule.suggestion ?? null,
    wrong: (rule.wrong ?? []).map((example) => exampleOf(rule, example)),
    right: (rule.right ?? []).map((example) => exampleOf(rule, example)),
  };
}

/** An example as an object, in the rule's first language where it names none. */
export function exampleOf(
  rule: Pick<RuleFile, 'languages'>,
  example: Wrong | Right,
): ListedExample & Partial<Exclude<Wrong, string>> {
  const given = typeof example === 'string' ? { code: example } : example;
  return { ...given, language: given.language ?? rule.languages[0]! };
}
