/** A custom metric for one language: what it counts, how its figure follows, and the rule that its limits are. */
import { closestName } from '../../errors/index.ts';
import type { Language } from '../language.ts';
import { RuleContext } from '../rules/context.ts';
import type { RuleDeclaration } from '../rules/rule.ts';
import { defaultThresholds } from '../rules/thresholds.ts';
import type { NodeIndex, SyntaxTree } from '../syntax-tree.ts';
import { NodeFlag } from '../syntax-tree.ts';
import type { FileMetrics, FunctionMetrics } from '../types.ts';
import { compileCondition } from './compile-condition.ts';
import { type Expression, ExpressionError, parseExpression } from './expression.ts';
import { type Compiled, ConditionError } from './goal.ts';
import type { MetricFile } from './metric-file.ts';
import { usualMinutes } from './rule-file.ts';
import { Search } from './search.ts';

/** Built-in figures that an expression may name. */
const fileFigures: Readonly<Record<string, (file: FileMetrics, functions: number) => number>> = {
  sloc: (file) => file.sloc,
  lloc: (file) => file.lloc,
  comments: (file) => file.comments,
  blank: (file) => file.blank,
  cyclomatic: (file) => file.cyclomatic,
  cognitive: (file) => file.cognitive,
  volume: (file) => file.halstead.volume,
  difficulty: (file) => file.halstead.difficulty,
  effort: (file) => file.halstead.effort,
  maintainabilityIndex: (file) => file.maintainabilityIndex,
  functions: (_, functions) => functions,
};

const functionFigures: Readonly<Record<string, (measured: FunctionMetrics) => number>> = {
  sloc: (measured) => measured.sloc,
  lines: (measured) => measured.endLine - measured.line + 1,
  parameters: (measured) => measured.parameters,
  cyclomatic: (measured) => measured.cyclomatic,
  cognitive: (measured) => measured.cognitive,
  nesting: (measured) => measured.nesting,
  volume: (measured) => measured.halstead.volume,
  difficulty: (measured) => measured.halstead.difficulty,
  effort: (measured) => measured.halstead.effort,
};

type Subject = 'file' | 'function';

/** Names of the built-in figures, by what they are of. */
export const builtInFigures: Readonly<Record<Subject, readonly string[]>> = {
  file: Object.keys(fileFigures),
  function: Object.keys(functionFigures),
};

export interface CompiledMetric {
  name: string;
  of: ReadonlySet<Subject>;
  counts: readonly { name: string; compiled: Compiled }[];
  expression: Expression;
  /** Says where a figure is over or under its limit; null without limits. */
  rule: RuleDeclaration | null;
}

/** @throws ConditionError naming the place in the file and what is wrong there */
export function compileMetric(metric: MetricFile, language: Language): CompiledMetric {
  const of: ReadonlySet<Subject> = new Set(metric.of ?? (['file', 'function'] as const));
  const counts = Object.entries(metric.counts ?? {}).map(([name, condition]) => {
    const compiled = compileCondition(condition, { language, path: ['counts', name] });
    if (compiled.kinds === null)
      throw new ConditionError(
        ['counts', name],
        'says nowhere what to count: it needs a `pattern` or a `selector`',
      );
    return { name, compiled };
  });
  const expression = parse(metric.expression);
  for (const subject of of)
    checkNames(
      expression,
      subject,
      counts.map(({ name }) => name),
    );
  return { name: metric.name, of, counts, expression, rule: limitRule(metric, language, of) };
}

function parse(text: string): Expression {
  try {
    return parseExpression(text);
  } catch (thrown) {
    if (thrown instanceof ExpressionError) throw new ConditionError(['expression'], thrown.message);
    throw thrown;
  }
}

function checkNames({ names }: Expression, subject: Subject, counts: readonly string[]): void {
  const known = [...counts, ...builtInFigures[subject]];
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = closestName(name, known);
    throw new ConditionError(
      ['expression'],
      `asks for ${name}, which a ${subject} does not have${near === null ? '' : `; did you mean ${near}?`}; there are ${known.join(', ')}`,
    );
  }
}

/** The custom figures of a file and of its functions, by metric. */
export interface CustomFigures {
  file: Record<string, number | null>;
  /** In the order of the file's functions. */
  functions: Record<string, number | null>[];
}

export interface CustomSubject {
  tree: SyntaxTree;
  language: Language;
  path: string;
  metrics: FileMetrics;
  functions: readonly FunctionMetrics[];
  /** The functions' nodes, in the same order. */
  nodes: readonly NodeIndex[];
}

/** Computes the metrics of a parsed file. A node counts for the innermost function around it, and for the file. */
export function measureCustom(metrics: readonly CompiledMetric[], subject: CustomSubject): CustomFigures {
  const { tree, functions, nodes } = subject;
  const figures: CustomFigures = { file: {}, functions: functions.map(() => ({})) };
  const context = new RuleContext({
    tree,
    language: subject.language.name,
    path: subject.path,
    functions,
    sloc: subject.metrics.sloc,
    thresholds: defaultThresholds,
  });
  const owner = ownersOf(tree, nodes);
  for (const metric of metrics) {
    const counted = metric.counts.map(({ name, compiled }) => ({
      name,
      ...countIn(compiled, context, owner, nodes.length),
    }));
    const round = (value: number | null) => (value === null ? null : Math.round(value * 10_000) / 10_000);
    if (metric.of.has('file')) {
      const figureOf = (name: string) =>
        counted.find((count) => count.name === name)?.all ??
        fileFigures[name]!(subject.metrics, functions.length);
      figures.file[metric.name] = round(metric.expression.evaluate(figureOf));
    }
    if (!metric.of.has('function')) continue;
    functions.forEach((measured, index) => {
      const figureOf = (name: string) =>
        counted.find((count) => count.name === name)?.byFunction[index] ?? functionFigures[name]!(measured);
      figures.functions[index]![metric.name] = round(metric.expression.evaluate(figureOf));
    });
  }
  return figures;
}

/** For each node the place of the innermost function that holds it, or -1; a function's own node belongs to what is around it. */
function ownersOf(tree: SyntaxTree, nodes: readonly NodeIndex[]): Int32Array {
  const owner = new Int32Array(tree.count).fill(-1);
  const order = nodes.map((_, index) => index).sort((a, b) => nodes[a]! - nodes[b]!);
  for (const index of order) owner.fill(index, nodes[index]! + 1, tree.next[nodes[index]!]!);
  return owner;
}

function countIn(
  { goal, kinds }: Compiled,
  context: RuleContext,
  owner: Int32Array,
  functions: number,
): { all: number; byFunction: number[] } {
  const { tree } = context;
  const search = new Search(context);
  const wakes = Uint8Array.from(tree.kinds, (kind) => (kinds!.has(kind) ? 1 : 0));
  const byFunction = new Array<number>(functions).fill(0);
  let all = 0;
  for (let node = 0; node < tree.count; node += 1) {
    if (wakes[tree.symbol[node]!] === 0 || (tree.flags[node]! & NodeFlag.named) === 0) continue;
    search.matcher.bindings.cutTo(0);
    search.last = node;
    if (!goal(node, search, () => true)) continue;
    all += 1;
    if (owner[node]! >= 0) byFunction[owner[node]!]! += 1;
  }
  return { all, byFunction };
}

/** The figures of the file that is being judged, by its tree: limits are held against them. */
const measured = new WeakMap<SyntaxTree, CustomFigures>();

/** Keeps a file's figures for the rules that its metrics' limits are. */
export function rememberFigures(tree: SyntaxTree, figures: CustomFigures): void {
  measured.set(tree, figures);
}

function limitRule(metric: MetricFile, language: Language, of: ReadonlySet<Subject>): RuleDeclaration | null {
  const { warn, name, unit = '' } = metric;
  if (warn === undefined) return null;
  const sayWhere = (value: number | null | undefined): string | null => {
    if (value === null || value === undefined) return null;
    const shown = `${value}${unit === '' ? '' : ` ${unit}`}`;
    if (warn.over !== undefined && value > warn.over) return `is ${shown}, over ${warn.over}`;
    if (warn.under !== undefined && value < warn.under) return `is ${shown}, under ${warn.under}`;
    return null;
  };
  const message = (subject: string, where: string) =>
    `${metric.name} of ${subject} ${where}. ${warn.message ?? metric.description}`;
  const suggestion = warn.suggestion ?? null;
  const speaksOfFunctions = of.has('function');
  return {
    id: name,
    category: warn.category ?? 'refactoring',
    severity: warn.severity ?? 'low',
    languages: [language.name],
    title: `${name} ${warn.over === undefined ? 'too low' : 'too high'}`,
    rationale: metric.description,
    remediationMinutes: warn.remediationMinutes ?? usualMinutes,
    wrong: [],
    right: [],
    checkFile(context) {
      const figures = measured.get(context.tree);
      if (figures === undefined) return;
      if (!speaksOfFunctions) {
        const where = sayWhere(figures.file[name]);
        const evidence = [`${name} ${figures.file[name]}`];
        if (where !== null)
          context.reportLines(1, 1, {
            message: message('this file', where),
            suggestion,
            evidence,
            wholeFile: true,
          });
        return;
      }
      context.functions.forEach((each, index) => {
        const value = figures.functions[index]?.[name];
        const where = sayWhere(value);
        if (where === null) return;
        const report = {
          message: message(`\`${each.name}\``, where),
          suggestion,
          evidence: [`${name} ${value}`],
        };
        context.reportLines(each.line, each.endLine, report);
      });
    },
  };
}
