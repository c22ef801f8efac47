import { toError } from '../../../errors/index.ts';
import type { NodeIndex, SyntaxTree } from '../../syntax-tree.ts';
import { NodeFlag } from '../../syntax-tree.ts';
import type { Finding, FunctionMetrics, LanguageName, Severity } from '../../types.ts';
import { RuleContext } from '../context.ts';
import { rules } from '../index.ts';
import { familyOf } from '../languages.ts';
import type { RuleDeclaration } from '../rule.ts';
import { defaultThresholds, type Thresholds } from '../thresholds.ts';
import type { Call } from './calls.ts';
import { Role, rolesOf } from './grammar.ts';
import { maySay, type Needed, neededBy, neededForWords } from './vocabulary.ts';

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
  /** Ids of rules that are off by default, wholly (`offByDefault`) or in part (`unsure`), and speak here all the same. */
  enabled?: readonly string[];
  /** Rules that speak beside the built-in ones; the same array each time, so that it is arranged once. */
  rules?: readonly RuleDeclaration[];
  /** How grave findings of these rules are, whatever the rules say. */
  severities?: ReadonlyMap<string, Severity>;
  /** Told once of each rule that fails on this file; its findings here are lost, and the others' are not. */
  onFailure?: (rule: string, error: Error) => void;
}

/** A rule and one of its checks; all of one shape, so that the loop over them stays fast. */
interface Listener<Subject> {
  /** Place of the rule among those that look at such files. */
  place: number;
  check: (subject: Subject, context: RuleContext) => void;
}

/** The rules of a language, arranged so that one loop over the nodes wakes each rule where it has work. */
interface Dispatch {
  /** Rules by grammar symbol; undefined where no rule listens. */
  byKind: readonly (readonly Listener<NodeIndex>[] | undefined)[];
  byCall: ReadonlyMap<string, readonly Listener<Call>[]>;
  isCall: Uint8Array;
  /** Not 0 for the grammar symbols that wake anything. */
  isHeard: Uint8Array;
  ofFunction: readonly Listener<FunctionMetrics>[];
  ofFile: readonly Listener<null>[];
  afterAll: readonly Listener<null>[];
  /** What a file must say for each rule to find something, by the rule's place. */
  needed: readonly Needed[];
  /** All these rules and their ids, by place. */
  rules: readonly RuleDeclaration[];
  ids: readonly string[];
  speaking: ReadonlySet<string>;
}

/** What a file is taken for, which decides about the rules that look at it. */
interface Treatment {
  isTest: boolean;
  isGenerated: boolean;
  /** Rules that speak though they are off by default. */
  enabled: readonly string[];
}

const nobody: readonly Listener<NodeIndex>[] = [];

const ruleIds = rules.map(({ id }) => id);

/** No rules beside the built-in ones. */
const noRules: readonly RuleDeclaration[] = [];

const compiled = new WeakMap<readonly RuleDeclaration[], WeakMap<readonly string[], Map<string, Dispatch>>>();

function compile(
  kinds: readonly string[],
  language: LanguageName,
  { isTest, isGenerated, enabled }: Treatment,
  added: readonly RuleDeclaration[],
): Dispatch {
  const speaking = [...rules, ...added].filter(
    (rule) =>
      rule.languages.includes(language) &&
      (rule.offByDefault === undefined || enabled.includes(rule.id)) &&
      !(isTest && rule.skipTests === true) &&
      !(isGenerated && rule.category !== 'security'),
  );
  const byKind = new Map<string, Listener<NodeIndex>[]>();
  const byCall = new Map<string, Listener<Call>[]>();
  const ofFunction: Listener<FunctionMetrics>[] = [];
  const ofFile: Listener<null>[] = [];
  const afterAll: Listener<null>[] = [];
  for (const [place, rule] of speaking.entries()) {
    for (const kind of new Set(rule.kinds)) {
      const listener = { place, check: rule.check! };
      byKind.set(kind, [...(byKind.get(kind) ?? []), listener]);
    }
    for (const name of new Set(rule.calls)) {
      const listener = { place, check: rule.checkCall! };
      byCall.set(name, [...(byCall.get(name) ?? []), listener]);
    }
    if (rule.checkFunction !== undefined) {
      ofFunction.push({ place, check: rule.checkFunction });
    }
    if (rule.checkFile !== undefined) ofFile.push({ place, check: (_, context) => rule.checkFile!(context) });
    if (rule.checkAfterAll !== undefined)
      afterAll.push({ place, check: (_, context) => rule.checkAfterAll!(context) });
  }
  const ids = speaking.map(({ id }) => id);
  const roles = rolesOf(kinds, familyOf(language));
  return {
    byKind: kinds.map((kind) => byKind.get(kind)),
    byCall,
    isCall: roles.map((role) => role & Role.call),
    isHeard: roles.map((role, symbol) => (role & Role.call) | (byKind.has(kinds[symbol]!) ? 1 : 0)),
    ofFunction,
    ofFile,
    afterAll,
    needed: speaking.map(needsOf),
    rules: speaking,
    ids,
    speaking: new Set(ids),
  };
}

/** What a file must say for the rule: what it declares, or one of the names that it looks up. */
function needsOf({ needs, calls, kinds, checkFunction, checkFile, checkAfterAll }: RuleDeclaration): Needed {
  const isMore = kinds ?? checkFunction ?? checkFile ?? checkAfterAll;
  const own = needs !== undefined ? neededBy(needs) : isMore === undefined ? [] : null;
  const called = calls === undefined ? [] : neededForWords(calls);
  return own === null || called === null ? null : [...own, ...called];
}

function dispatchFor(
  kinds: readonly string[],
  language: LanguageName,
  treatment: Treatment,
  added: readonly RuleDeclaration[],
): Dispatch {
  let byKinds = compiled.get(added);
  if (byKinds === undefined) {
    byKinds = new WeakMap();
    compiled.set(added, byKinds);
  }
  let dispatches = byKinds.get(kinds);
  if (dispatches === undefined) {
    dispatches = new Map();
    byKinds.set(kinds, dispatches);
  }
  const key = `${language} ${treatment.isTest} ${treatment.isGenerated} ${treatment.enabled.join(' ')}`;
  let dispatch = dispatches.get(key);
  if (dispatch === undefined) {
    dispatch = compile(kinds, language, treatment, added);
    dispatches.set(key, dispatch);
  }
  return dispatch;
}

/**
 * Runs every rule of the language over a parsed file in one pass and returns what they found, by line.
 * Findings are raw: `verifyFindings` checks quotes and drops what says the same twice.
 */
export function findInTree(options: FindOptions): Finding[] {
  const { tree, language } = options;
  const context = new RuleContext({
    tree,
    language,
    path: options.path,
    functions: options.functions,
    sloc: options.sloc,
    thresholds: { ...defaultThresholds, ...options.thresholds },
  });
  const { isTest, isGenerated } = context;
  const enabled = options.enabled ?? [];
  const added = options.rules ?? noRules;
  const dispatch = dispatchFor(tree.kinds, language, { isTest, isGenerated, enabled }, added);
  const { ids, needed } = dispatch;
  context.rules = dispatch.rules;
  const silenced = new Set(options.silenced);
  // 1 for a rule that has nothing to do in this file, by place.
  const idle = new Uint8Array(ids.length);
  for (let place = 0; place < ids.length; place += 1) {
    if (!maySay(tree.source, needed[place]!) || silenced.has(ids[place]!)) idle[place] = 1;
  }
  // `byKind` without the idle rules, each made when it is first asked for.
  const awake = new Array<readonly Listener<NodeIndex>[] | undefined>(dispatch.byKind.length);
  const run = <Subject>(listeners: readonly Listener<Subject>[], subject: Subject): void => {
    let index = 0;
    while (index < listeners.length) {
      try {
        for (; index < listeners.length; index += 1) {
          const { place, check } = listeners[index]!;
          if (idle[place] !== 0) continue;
          context.place = place;
          check(subject, context);
        }
      } catch (thrown) {
        // A rule is ours, the file is anybody's: what breaks a rule must not cost the measurements.
        const { place } = listeners[index]!;
        const id = ids[place]!;
        silenced.add(id);
        idle[place] = 1;
        options.onFailure?.(id, toError(thrown));
        index += 1;
      }
    }
  };

  const { symbol, flags, count } = tree;
  const { byKind, byCall, isCall, isHeard } = dispatch;
  for (let node = 0; node < count; node += 1) {
    const kind = symbol[node]!;
    if (isHeard[kind] === 0 || (flags[node]! & NodeFlag.named) === 0) continue;
    let listening = awake[kind];
    if (listening === undefined) {
      listening = byKind[kind]?.filter(({ place }) => idle[place] === 0) ?? nobody;
      awake[kind] = listening;
    }
    if (listening.length > 0) run(listening, node);
    if (isCall[kind] !== 0) {
      const called = byCall.get(context.calledName(node));
      if (called !== undefined) run(called, context.call(node)!);
    }
  }
  for (const measured of options.functions) run(dispatch.ofFunction, measured);
  run(dispatch.ofFile, null);
  context.speaking =
    silenced.size === 0
      ? dispatch.speaking
      : new Set([...dispatch.speaking].filter((rule) => !silenced.has(rule)));
  context.knownRules = added.length === 0 ? ruleIds : [...ruleIds, ...added.map(({ id }) => id)];
  run(dispatch.afterAll, null);
  // Only now: a suppression of such a finding is not unused.
  const findings = context.findings.filter(
    (each) => !context.unsure.has(each) || enabled.includes(each.rule),
  );
  const { severities } = options;
  if (severities !== undefined && severities.size > 0)
    for (const finding of findings) finding.severity = severities.get(finding.rule) ?? finding.severity;
  return findings.sort((a, b) => a.line - b.line || a.endLine - b.endLine || (a.rule < b.rule ? -1 : 1));
}
