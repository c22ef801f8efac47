import type { NodeIndex, SyntaxTree } from '../syntax-tree.ts';
import { NodeFlag } from '../syntax-tree.ts';
import { type Finding, type FunctionMetrics, type LanguageName, wholeFile } from '../types.ts';
import { familyOf, type LanguageFamily } from './languages.ts';
import { isLeftOut } from './left-out.ts';
import { quoteOf } from './quote.ts';
import { type Call, calledName, readCall } from './reading/calls.ts';
import { collectDefinitions, type Definition, isConstant } from './reading/constants.ts';
import { isGenerated } from './reading/generated.ts';
import { Role, rolesOf } from './reading/grammar.ts';
import { isOfMacro } from './reading/misread.ts';
import { isRustTest } from './reading/rust-tests.ts';
import { maySay, type Needed, neededBy } from './reading/vocabulary.ts';
import { onOneLine } from './reading/white-space.ts';
import type { Report, RuleDeclaration } from './rule.ts';
import type { Thresholds } from './thresholds.ts';

export interface RuleContextOptions {
  tree: SyntaxTree;
  language: LanguageName;
  /** As the finding's reader knows it; tells test code from the rest. */
  path: string;
  functions: readonly FunctionMetrics[];
  /** Lines with code. */
  sloc: number;
  thresholds: Thresholds;
}

const testPath =
  /(^|\/)(tests?|__tests__|spec|specs|testing|fixtures?|testdata|examples?|benchmarks?|bench(es)?|e2e|mocks?|__mocks__|_examples|t-tap|[\w-]*(?<!la|con)tests?)\/|(^|\/)(test_[^/]*|tests|conftest|testing)\.(py|rb)$|(^|\/)tests?\.rs$|(^|\/)test_\w+\/|(test_?case|test_?helper|test_?utils?)\.[a-z]+$|[._-](test|tests|spec|bench|stories)\.[a-z]+$|_test_\w+\.go$|(Test|Tests|TestCase|Spec|IT)\.(java|cs|php)$/i;

const rolesByKinds = new WeakMap<readonly string[], Map<LanguageFamily, Uint8Array>>();

function cachedRoles(kinds: readonly string[], family: LanguageFamily): Uint8Array {
  let byFamily = rolesByKinds.get(kinds);
  if (byFamily === undefined) {
    byFamily = new Map();
    rolesByKinds.set(kinds, byFamily);
  }
  let roles = byFamily.get(family);
  if (roles === undefined) {
    roles = rolesOf(kinds, family);
    byFamily.set(family, roles);
  }
  return roles;
}

const masks = new WeakMap<Uint8Array, Map<number, Uint8Array>>();

/** The symbols of one role, of a grammar's roles. */
function maskOf(roles: Uint8Array, role: number): Uint8Array {
  const known = masks.get(roles) ?? new Map<number, Uint8Array>();
  masks.set(roles, known);
  let mask = known.get(role);
  if (mask === undefined) {
    mask = roles.map((each) => each & role);
    known.set(role, mask);
  }
  return mask;
}

/** What a rule may ask about the file and the node at hand, and where it reports. One a file. */
export class RuleContext {
  readonly tree: SyntaxTree;
  readonly source: string;
  readonly language: LanguageName;
  readonly family: LanguageFamily;
  readonly path: string;
  readonly functions: readonly FunctionMetrics[];
  readonly sloc: number;
  readonly thresholds: Thresholds;
  /** Whether the path says that this is test, example or benchmark code. */
  readonly isTest: boolean;
  /** Whether a program wrote this file, or packed it: nobody mends such code by hand. */
  readonly isGenerated: boolean;
  readonly findings: Finding[] = [];
  /** Those of them that are said only where a project switches their rule on. */
  readonly unsure: Set<Finding> = new Set();
  /** The rules that look at this file, and the place of the one at work; set by the walk. */
  rules: readonly RuleDeclaration[] = [];
  place = -1;
  /** Ids of all rules, and of those that look at this file; set by the walk. */
  knownRules: readonly string[] = [];
  speaking: ReadonlySet<string> = new Set();

  readonly #roles: Uint8Array;
  readonly #said: (Map<string, boolean> | undefined)[] = [];
  #definitions: Map<string, Definition[]> | null = null;

  constructor(options: RuleContextOptions) {
    this.tree = options.tree;
    this.source = options.tree.source;
    this.language = options.language;
    this.family = familyOf(options.language);
    this.path = options.path;
    this.functions = options.functions;
    this.sloc = options.sloc;
    this.thresholds = options.thresholds;
    this.isTest = testPath.test(options.path);
    // Stubs declare what others wrote.
    this.isGenerated = /\.(pyi|d\.[cm]?ts)$/.test(options.path) || isGenerated(options.tree);
    this.#roles = cachedRoles(options.tree.kinds, this.family);
  }

  /** The rule at work. */
  get rule(): RuleDeclaration | null {
    return this.rules[this.place] ?? null;
  }

  knows(rule: string): boolean {
    return this.knownRules.includes(rule);
  }

  /** Whether the rule could have found something here: one that is off cannot, and of a model's nobody knows yet. */
  maySpeak(rule: string): boolean {
    return this.speaking.has(rule) || !(this.knows(rule) || rule.startsWith('model'));
  }

  /** Whether the pattern is anywhere in the file; looked for once a file, however many nodes ask. */
  says(pattern: RegExp): boolean {
    const mode = (pattern.ignoreCase ? 1 : 0) | (pattern.multiline ? 2 : 0) | (pattern.unicode ? 4 : 0);
    this.#said[mode] ??= new Map();
    const answers = this.#said[mode];
    let said = answers.get(pattern.source);
    if (said === undefined) {
      said = maySay(this.source, neededOf(pattern, mode)) && pattern.test(this.source);
      answers.set(pattern.source, said);
    }
    return said;
  }

  kind(node: NodeIndex): string {
    return node < 0 ? '' : this.tree.kinds[this.tree.symbol[node]!]!;
  }

  /** The node's text, or the empty string for -1. */
  text(node: NodeIndex): string {
    return node < 0 ? '' : this.source.slice(this.tree.start[node], this.tree.end[node]);
  }

  /** The node's text on one line, at most `limit` code units, for messages. */
  short(node: NodeIndex, limit = 60): string {
    if (node < 0) return '';
    const start = this.tree.start[node]!;
    const end = this.tree.end[node]!;
    // The beginning of a long piece of code is enough, unless it is nearly all white space.
    const most = start + 4 * limit;
    let text = onOneLine(this.source.slice(start, Math.min(end, most)));
    if (text.length <= limit && most < end) text = onOneLine(this.source.slice(start, end));
    return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
  }

  parent(node: NodeIndex): NodeIndex {
    return node < 0 ? -1 : this.tree.parent[node]!;
  }

  /** The first child that the parent names so, or -1. */
  field(node: NodeIndex, name: string): NodeIndex {
    if (node < 0) return -1;
    const { tree } = this;
    const stop = tree.next[node]!;
    for (let child = node + 1; child < stop; child = tree.next[child]!) {
      const field = tree.field[child]!;
      if (field !== 0 && tree.fields[field] === name && (tree.flags[child]! & NodeFlag.extra) === 0)
        return child;
    }
    return -1;
  }

  /** Named children, comments left out. */
  children(node: NodeIndex): NodeIndex[] {
    const { tree } = this;
    const found: NodeIndex[] = [];
    if (node < 0) return found;
    const stop = tree.next[node]!;
    for (let child = node + 1; child < stop; child = tree.next[child]!) {
      if ((tree.flags[child]! & (NodeFlag.named | NodeFlag.extra)) === NodeFlag.named) found.push(child);
    }
    return found;
  }

  /** The first child of this kind, tokens included, or -1. */
  childOfKind(node: NodeIndex, kind: string): NodeIndex {
    if (node < 0) return -1;
    const { tree } = this;
    const stop = tree.next[node]!;
    for (let child = node + 1; child < stop; child = tree.next[child]!) {
      if (tree.kinds[tree.symbol[child]!] === kind) return child;
    }
    return -1;
  }

  /** Every node at or under `node`, in order; nested functions are left out unless asked for. */
  *descendants(node: NodeIndex, intoFunctions = true): Generator<NodeIndex> {
    if (node < 0) return;
    const { tree } = this;
    const stop = tree.next[node]!;
    for (let each = node; each < stop; ) {
      if (!intoFunctions && each !== node && (this.#roles[tree.symbol[each]!]! & Role.function) !== 0) {
        each = tree.next[each]!;
        continue;
      }
      yield each;
      each += 1;
    }
  }

  /** Whether `node` lies in the subtree of `ancestor` (or is it). */
  isInside(node: NodeIndex, ancestor: NodeIndex): boolean {
    return ancestor >= 0 && node >= ancestor && node < this.tree.next[ancestor]!;
  }

  isFunction(node: NodeIndex): boolean {
    return this.#has(node, Role.function);
  }

  isClass(node: NodeIndex): boolean {
    return this.#has(node, Role.class);
  }

  isLoop(node: NodeIndex): boolean {
    return this.#has(node, Role.loop);
  }

  isBlock(node: NodeIndex): boolean {
    return this.#has(node, Role.block);
  }

  isComment(node: NodeIndex): boolean {
    return this.#has(node, Role.comment);
  }

  /** Not 0 for the grammar symbols of comments, by symbol. */
  get comments(): Uint8Array {
    return maskOf(this.#roles, Role.comment);
  }

  isCall(node: NodeIndex): boolean {
    return this.#has(node, Role.call) && (this.tree.flags[node]! & NodeFlag.named) !== 0;
  }

  isString(node: NodeIndex): boolean {
    return this.#has(node, Role.string);
  }

  isLiteral(node: NodeIndex): boolean {
    return this.#has(node, Role.literal);
  }

  #has(node: NodeIndex, role: number): boolean {
    return (
      node >= 0 &&
      (this.#roles[this.tree.symbol[node]!]! & role) !== 0 &&
      (this.tree.flags[node]! & NodeFlag.named) !== 0
    );
  }

  /** The nearest function around the node (the node itself does not count), or -1. */
  enclosingFunction(node: NodeIndex): NodeIndex {
    if (node === this.#lastInner) return this.#lastOwner;
    let up = this.parent(node);
    while (up >= 0 && !this.isFunction(up)) up = this.tree.parent[up]!;
    this.#lastInner = node;
    this.#lastOwner = up;
    return up;
  }

  #lastInner: NodeIndex = -2;
  #lastOwner: NodeIndex = -1;

  /** The nearest loop around the node in whose body (not its header) it stands, within the same function, or -1. */
  enclosingLoop(node: NodeIndex): NodeIndex {
    let below = node;
    for (let up = this.parent(node); up >= 0 && !this.isFunction(up); up = this.tree.parent[up]!) {
      if (this.isLoop(up)) {
        const body = this.field(up, 'body');
        if (body < 0 || body === below) return up;
      }
      below = up;
    }
    return -1;
  }

  /** The nearest ancestor of one of these kinds, or -1. */
  ancestor(node: NodeIndex, kinds: ReadonlySet<string>): NodeIndex {
    let up = this.parent(node);
    while (up >= 0 && !kinds.has(this.kind(up))) up = this.tree.parent[up]!;
    return up;
  }

  /** The name that a function declares or is bound to, or the empty string. */
  functionName(node: NodeIndex): string {
    if (node < 0) return '';
    let name = this.field(node, 'name');
    if (name < 0) {
      // C: the name is what is left when every `*` and parameter list is taken off.
      for (let inner = this.field(node, 'declarator'); inner >= 0; inner = this.field(inner, 'declarator'))
        name = inner;
    }
    if (name < 0) {
      const up = this.parent(node);
      name = this.field(up, 'name');
      if (name < 0) name = this.field(up, 'key');
      if (name < 0) name = this.field(up, 'left');
    }
    return name < 0 ? '' : this.short(name, 80);
  }

  /** Whether the tree under `node` holds a comment. */
  hasComment(node: NodeIndex): boolean {
    const { next, symbol } = this.tree;
    const roles = this.#roles;
    for (let each = node, stop = next[node]!; each < stop; each += 1) {
      if ((roles[symbol[each]!]! & Role.comment) !== 0) return true;
    }
    return false;
  }

  /** Reads a call node; null for any other. */
  call(node: NodeIndex): Call | null {
    if (!this.isCall(node)) return null;
    // Several rules in a row ask for the same one.
    if (this.#lastCall?.node !== node) this.#lastCall = readCall(this.tree, node, this.calledName(node));
    return this.#lastCall;
  }

  /** The last name of what a call node calls, or the empty string. */
  calledName(node: NodeIndex): string {
    if (node !== this.#lastNamed) {
      this.#lastName = calledName(this.tree, node);
      this.#lastNamed = node;
    }
    return this.#lastName;
  }

  #lastNamed: NodeIndex = -1;
  #lastName = '';
  #lastCall: Call | null = null;

  /** The value of a keyword argument, of a key in an argument that is an object or hash, or -1. */
  option(call: Call, name: string): NodeIndex {
    for (const argument of call.arguments) {
      const kind = this.kind(argument);
      if (kind === 'keyword_argument' || kind === 'pair') {
        const key = this.field(argument, kind === 'pair' ? 'key' : 'name');
        if (unquoted(this.text(key)) === name) return this.field(argument, 'value');
      } else if (kind === 'object' || kind === 'dictionary' || kind === 'hash') {
        const value = this.property(argument, name);
        if (value >= 0) return value;
      }
    }
    return -1;
  }

  /** The value under a key of an object, dictionary or hash literal, or -1. */
  property(object: NodeIndex, name: string): NodeIndex {
    for (const pair of this.children(object)) {
      if (this.kind(pair) !== 'pair') continue;
      if (unquoted(this.text(this.field(pair, 'key'))) === name) return this.field(pair, 'value');
    }
    return -1;
  }

  /** The text between a literal's quotes, escapes as written, or null when the node is no plain string. */
  stringValue(node: NodeIndex): string | null {
    if (!this.isString(node)) return null;
    return (
      /^[A-Za-z@$]*(["'`]{3}|["'`]|#+")([\s\S]*?)(["'`]{3}|["'`]|"#+)$/.exec(this.text(node))?.[2] ?? null
    );
  }

  isConstant(node: NodeIndex): boolean {
    return isConstant(this, node);
  }

  /** Where the names of this file get their values. */
  definitions(): Map<string, Definition[]> {
    this.#definitions ??= collectDefinitions(this);
    return this.#definitions;
  }

  report(node: NodeIndex, report: Report): void {
    const { tree } = this;
    if (this.rule?.skipTests === true && this.family === 'rust' && isRustTest(node, this)) return;
    // Where the parser lost its way, the tree is a guess, and so would be the finding.
    for (let each = node, stop = Math.min(tree.next[node]!, node + 500); each < stop; each += 1) {
      if ((tree.flags[each]! & (NodeFlag.error | NodeFlag.missing)) !== 0) return;
    }
    if (isOfMacro(node, this)) return;
    const last =
      report.endNode !== undefined && tree.end[report.endNode]! > tree.end[node]! ? report.endNode : node;
    this.reportRange(
      tree.start[node]!,
      tree.end[last]!,
      tree.line[node]!,
      Math.max(tree.line[node]!, tree.endLine[last]!),
      report,
    );
  }

  /** Reports a stretch of lines, for findings that no node stands for. */
  reportLines(line: number, endLine: number, report: Report): void {
    const start = this.offsetOfLine(line);
    // A long stretch is quoted by its first line: what is changed inside it must not change what it is called.
    const nextLine = this.offsetOfLine(endLine - line < 6 ? endLine + 1 : line + 1);
    this.reportRange(start, nextLine, line, endLine, report);
  }

  reportRange(start: number, end: number, line: number, endLine: number, report: Report): void {
    const rule = this.rule!;
    // A secret is one wherever it stands.
    if (rule.cwe !== 798 && isLeftOut(start, this)) return;
    const finding: Finding = {
      rule: rule.id,
      category: rule.category,
      severity: report.severity ?? rule.severity,
      line,
      endLine,
      quote: quoteOf(this.source, start, end),
      title: rule.title,
      message: report.message,
      suggestion: report.suggestion,
      evidence: [...(report.evidence ?? []), ...(rule.cwe === undefined ? [] : [`CWE-${rule.cwe}`])],
      ...(report.edits === undefined ? {} : { edits: report.edits, fix: report.fix ?? 'shown' }),
      ...(report.wholeFile === true ? { owner: wholeFile } : {}),
    };
    this.findings.push(finding);
    if (report.unsure === true) this.unsure.add(finding);
  }

  #lineStarts: number[] | null = null;

  /** Offset of the first code unit of a line, from 1; the text's length past the last. */
  offsetOfLine(line: number): number {
    if (this.#lineStarts === null) {
      const starts = [0];
      for (let at = this.source.indexOf('\n'); at >= 0; at = this.source.indexOf('\n', at + 1))
        starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts[line - 1] ?? this.source.length;
  }
}

/** What patterns need, by their flags and sources: a literal in a function is another object at every call. */
const needed: Map<string, Needed>[] = [];
const mostKept = 2_000;

function neededOf(pattern: RegExp, mode: number): Needed {
  needed[mode] ??= new Map();
  const known = needed[mode].get(pattern.source);
  if (known !== undefined) return known;
  const found = neededBy(pattern);
  // Some are made of names in the code under review.
  if (needed[mode].size < mostKept) needed[mode].set(pattern.source, found);
  return found;
}

function unquoted(key: string): string {
  return key.replace(/^[:'"]+|['":]+$/g, '');
}
