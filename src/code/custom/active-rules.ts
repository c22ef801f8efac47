/** Which rules speak of a file, and how: a workspace's own, and what its settings say of all of them. */
import { isAbsolute, relative, sep } from 'node:path';
import { toError } from '../../errors/index.ts';
import type { SkippedPath } from '../find-files.ts';
import type { JudgeOptions } from '../judge.ts';
import { type Language, loadLanguage } from '../language.ts';
import { rules as builtIn } from '../rules/index.ts';
import type { RuleDeclaration } from '../rules/rule.ts';
import type { Thresholds } from '../rules/thresholds.ts';
import { type LanguageName, type Severity, severities } from '../types.ts';
import {
  type CompiledMetric,
  type CustomSubject,
  compileMetric,
  measureCustom,
  rememberFigures,
} from './compile-metric.ts';
import { compileRule } from './compile-rule.ts';
import { placeOf } from './explain-issue.ts';
import { ConditionError } from './goal.ts';
import { compileGlobs, type PathTest } from './path-globs.ts';
import { languagesOf, type Paths } from './rule-file.ts';
import { asSkipped, type Ruleset } from './ruleset.ts';
import type { RuleSetting } from './settings.ts';

/** What one file is judged by beside the built-in rules. */
export interface ActiveRules {
  /** Options of `judge`; the arrays of rules are the same for all files of a language. */
  judging: Pick<JudgeOptions, 'rules' | 'silenced' | 'enabled' | 'severities' | 'thresholds' | 'minutes'>;
  /** Computes the custom metrics of the file and of its functions, which get theirs; undefined where there are none. */
  measure(subject: CustomSubject): Record<string, number | null> | undefined;
}

/** Ids of the rules that are off by default, wholly or in part: all of them speak only where they are asked for. */
const offByDefault = builtIn
  .filter((rule) => rule.offByDefault !== undefined || rule.unsure !== undefined)
  .map(({ id }) => id);

interface OfLanguage {
  rules: readonly RuleDeclaration[];
  metrics: readonly CompiledMetric[];
  minutes: ReadonlyMap<string, number>;
  problems: readonly SkippedPath[];
}

/** A ruleset in this thread: compiled once for each language that comes by. */
export class CompiledRuleset {
  readonly #ruleset: Ruleset;
  readonly #languages = new Map<LanguageName, OfLanguage>();
  readonly #paths: readonly { id: string; test: PathTest }[];
  readonly #overrides: readonly { test: PathTest; index: number }[];
  readonly #active = new Map<string, ActiveRules>();

  constructor(ruleset: Ruleset) {
    this.#ruleset = ruleset;
    this.#paths = [
      ...ruleset.rules.map(({ rule }) => ({ id: rule.id, test: pathTest(rule.paths) })),
      ...ruleset.metrics.map(({ metric }) => ({ id: metric.name, test: pathTest(metric.paths) })),
    ];
    this.#overrides = (ruleset.settings.overrides ?? []).map(({ paths }, index) => ({
      test: compileGlobs(paths),
      index,
    }));
  }

  /** What is wrong with rules for this language; each is left out in it. */
  async problemsFor(name: LanguageName): Promise<readonly SkippedPath[]> {
    if (!this.#speaksOf(name)) return [];
    const language = await loadLanguage(name);
    return (await this.#of(language)).problems;
  }

  /** The rules for a file, whose path is absolute, or relative to the workspace's folder, or empty for a snippet. */
  async activeFor(language: Language, path: string): Promise<ActiveRules> {
    const way = this.#wayTo(path);
    const away = this.#paths.filter(({ test }) => !test(way)).map(({ id }) => id);
    const overrides = this.#overrides.filter(({ test }) => test(way)).map(({ index }) => index);
    const key = `${language.name} ${away.join(' ')} ${overrides.join(' ')}`;
    let active = this.#active.get(key);
    if (active === undefined) {
      active = this.#activate(await this.#of(language), away, overrides);
      this.#active.set(key, active);
    }
    return active;
  }

  #wayTo(path: string): string {
    const way = isAbsolute(path) ? relative(this.#ruleset.root, path) : path;
    return way
      .split(sep)
      .join('/')
      .replace(/^(\.\/)+/, '');
  }

  #activate(
    { rules, metrics, minutes }: OfLanguage,
    away: readonly string[],
    overrides: readonly number[],
  ): ActiveRules {
    const { settings } = this.#ruleset;
    const layers = [settings, ...overrides.map((index) => settings.overrides![index]!)];
    const said = new Map<string, RuleSetting>();
    const thresholds: Partial<Thresholds> = {};
    for (const layer of layers) {
      for (const [id, setting] of Object.entries(layer.rules ?? {})) said.set(id, setting);
      for (const [name, value] of Object.entries(layer.thresholds ?? {}))
        if (value !== undefined) thresholds[name as keyof Thresholds] = value;
    }
    const chosen = [...said];
    const silenced = [...away, ...chosen.filter(([, setting]) => setting === 'off').map(([id]) => id)];
    const measuring = metrics.filter(({ name }) => !silenced.includes(name));
    return {
      judging: {
        rules,
        minutes,
        silenced,
        enabled: [
          ...(settings.ruleSet === 'all' ? offByDefault : []),
          ...chosen.filter(([, setting]) => setting !== 'off').map(([id]) => id),
        ],
        severities: new Map(chosen.filter((each): each is [string, Severity] => isSeverity(each[1]))),
        thresholds,
      },
      measure: (subject) => (measuring.length === 0 ? undefined : measureInto(measuring, subject)),
    };
  }

  #speaksOf(name: LanguageName): boolean {
    const { rules, metrics } = this.#ruleset;
    return (
      rules.some(({ rule }) => languagesOf(rule).includes(name)) ||
      metrics.some(
        ({ metric }) =>
          metric.languages === undefined || languagesOf({ languages: metric.languages }).includes(name),
      )
    );
  }

  async #of(language: Language): Promise<OfLanguage> {
    let compiled = this.#languages.get(language.name);
    if (compiled === undefined) {
      // Patterns are parsed directly where they can be; what needs the whole grammar loads it.
      compiled = await language.parser.complete(() => compileFor(this.#ruleset, language));
      this.#languages.set(language.name, compiled);
    }
    return compiled;
  }
}

function measureInto(
  metrics: readonly CompiledMetric[],
  subject: CustomSubject,
): Record<string, number | null> {
  const figures = measureCustom(metrics, subject);
  subject.functions.forEach((each, index) => {
    const own = figures.functions[index]!;
    if (Object.keys(own).length > 0) each.custom = own;
  });
  rememberFigures(subject.tree, figures);
  return figures.file;
}

function isSeverity(setting: RuleSetting): setting is Severity {
  return (severities as readonly string[]).includes(setting);
}

function pathTest(paths: Paths | undefined): PathTest {
  const include = paths?.include === undefined ? null : compileGlobs(paths.include);
  const exclude = paths?.exclude === undefined ? null : compileGlobs(paths.exclude);
  return (path) => (include === null || include(path)) && !(exclude?.(path) ?? false);
}

function compileFor(ruleset: Ruleset, language: Language): OfLanguage {
  const rules: RuleDeclaration[] = [];
  const metrics: CompiledMetric[] = [];
  const problems: SkippedPath[] = [];
  const attempt = (path: string, work: () => void): void => {
    try {
      work();
    } catch (thrown) {
      problems.push(asSkipped({ path, reason: reasonOf(thrown) }));
    }
  };
  for (const { path, rule } of ruleset.rules) {
    if (languagesOf(rule).includes(language.name))
      attempt(path, () => rules.push(compileRule(rule, language)));
  }
  for (const { path, metric } of ruleset.metrics) {
    if (
      metric.languages !== undefined &&
      !languagesOf({ languages: metric.languages }).includes(language.name)
    )
      continue;
    attempt(path, () => {
      const compiled = compileMetric(metric, language);
      metrics.push(compiled);
      if (compiled.rule !== null) rules.push(compiled.rule);
    });
  }
  return {
    rules,
    metrics,
    problems,
    minutes: new Map(rules.map((rule) => [rule.id, rule.remediationMinutes])),
  };
}

/** Why a rule can't be used, in a sentence. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof ConditionError)) return `it can't be used: ${toError(thrown).message}`;
  return `${placeOf(thrown.path, () => null)} ${thrown.message.replace(/\.$/, '')}`;
}

/** Rulesets that this thread has met, by version; a thread meets one or two. */
const compiled = new Map<string, CompiledRuleset>();
const mostKept = 4;

/** A ruleset compiled in this thread, at most once while it stays the same. */
export function compileRuleset(ruleset: Ruleset): CompiledRuleset {
  const key = `${ruleset.version} ${ruleset.root}`;
  let known = compiled.get(key);
  if (known === undefined) {
    known = new CompiledRuleset(ruleset);
    compiled.set(key, known);
    if (compiled.size > mostKept) compiled.delete(compiled.keys().next().value!);
  }
  return known;
}
