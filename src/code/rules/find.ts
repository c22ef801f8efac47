import { toError } from '../../errors/index.ts';
import type { SyntaxTree } from '../syntax-tree.ts';
import { NodeFlag } from '../syntax-tree.ts';
import type { Finding, FunctionMetrics, LanguageName } from '../types.ts';
import { calledName, readCall } from './calls.ts';
import { RuleContext } from './context.ts';
import { Role, rolesOf } from './grammar.ts';
import { rules } from './index.ts';
import { familyOf } from './languages.ts';
import type { RuleDeclaration } from './rule.ts';
import { defaultThresholds, type Thresholds } from './thresholds.ts';

export interface FindOptions {
  tree: SyntaxTree;
  language: LanguageName;
  /** The file's path as people know it; `''` for a snippet. */
  path: string;
  /** The measured functions of this file. */
  functions: readonly FunctionMetrics[];
  /** Lines with code in this file. */
  sloc: number;
  thresholds?: Partial<Thresholds>;
  /** Rule ids to leave out. */
  silenced?: readonly string[];
  /** Told once of each rule that fails on this file; its findings here are lost, and the others' are not. */
  onFailure?: (rule: string, error: Error) => void;
}

/** The rules of a language, arranged so that one loop over the nodes wakes each rule where it has work. */
interface Dispatch {
  /** Rules by grammar symbol; undefined where no rule listens. */
  byKind: readonly (readonly RuleDeclaration[] | undefined)[];
  byCall: ReadonlyMap<string, readonly RuleDeclaration[]>;
  isCall: Uint8Array;
  ofFunction: readonly RuleDeclaration[];
  ofFile: readonly RuleDeclaration[];
}

const compiled = new WeakMap<readonly string[], Map<LanguageName, Dispatch>>();

function compile(kinds: readonly string[], language: LanguageName): Dispatch {
  const speaking = rules.filter((rule) => rule.languages.includes(language));
  const kindRules = new Map<string, RuleDeclaration[]>();
  const byCall = new Map<string, RuleDeclaration[]>();
  for (const rule of speaking) {
    for (const kind of new Set(rule.kinds)) kindRules.set(kind, [...(kindRules.get(kind) ?? []), rule]);
    for (const name of new Set(rule.calls)) byCall.set(name, [...(byCall.get(name) ?? []), rule]);
  }
  const roles = rolesOf(kinds, familyOf(language));
  return {
    byKind: kinds.map((kind) => kindRules.get(kind)),
    byCall,
    isCall: roles.map((role) => role & Role.call),
    ofFunction: speaking.filter((rule) => rule.checkFunction !== undefined),
    ofFile: speaking.filter((rule) => rule.checkFile !== undefined),
  };
}

function dispatchFor(kinds: readonly string[], language: LanguageName): Dispatch {
  let byLanguage = compiled.get(kinds);
  if (byLanguage === undefined) {
    byLanguage = new Map();
    compiled.set(kinds, byLanguage);
  }
  let dispatch = byLanguage.get(language);
  if (dispatch === undefined) {
    dispatch = compile(kinds, language);
    byLanguage.set(language, dispatch);
  }
  return dispatch;
}

/**
 * Runs every rule of the language over a parsed file in one pass and returns what they found, by line.
 * Findings are raw: `verifyFindings` checks quotes and drops what says the same twice.
 */
export function findInTree(options: FindOptions): Finding[] {
  const { tree, language } = options;
  const dispatch = dispatchFor(tree.kinds, language);
  const context = new RuleContext({
    tree,
    language,
    path: options.path,
    functions: options.functions,
    sloc: options.sloc,
    thresholds: { ...defaultThresholds, ...options.thresholds },
  });
  const silenced = new Set(options.silenced);
  const skips = (rule: RuleDeclaration): boolean =>
    (context.isTest && rule.skipTests === true) ||
    (context.isGenerated && rule.category !== 'security') ||
    silenced.has(rule.id);
  const run = (rule: RuleDeclaration, check: () => void): void => {
    if (skips(rule)) return;
    context.rule = rule;
    try {
      check();
    } catch (thrown) {
      // A rule is ours, the file is anybody's: what breaks a rule must not cost the measurements.
      silenced.add(rule.id);
      options.onFailure?.(rule.id, toError(thrown));
    }
  };

  const { symbol, flags, count } = tree;
  for (let node = 0; node < count; node += 1) {
    const kind = symbol[node]!;
    const listening = dispatch.byKind[kind];
    const isCall = dispatch.isCall[kind] !== 0;
    if (listening === undefined && !isCall) continue;
    if ((flags[node]! & NodeFlag.named) === 0) continue;
    if (listening !== undefined) {
      for (const rule of listening) run(rule, () => rule.check!(node, context));
    }
    if (isCall) {
      const name = calledName(tree, node);
      const called = dispatch.byCall.get(name);
      if (called === undefined) continue;
      const call = readCall(tree, node, name);
      for (const rule of called) run(rule, () => rule.checkCall!(call, context));
    }
  }
  for (const rule of dispatch.ofFunction) {
    for (const measured of options.functions) run(rule, () => rule.checkFunction!(measured, context));
  }
  for (const rule of dispatch.ofFile) {
    run(rule, () => rule.checkFile!(context));
  }
  return context.findings.sort(
    (a, b) => a.line - b.line || a.endLine - b.endLine || (a.rule < b.rule ? -1 : 1),
  );
}
