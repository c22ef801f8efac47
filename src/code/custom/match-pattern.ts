/** Finds where a pattern fits, by going back where it has to: `then` is what must hold of a match besides. */
import { LimitError } from '../../errors/index.ts';
import type { NodeIndex, SyntaxTree } from '../syntax-tree.ts';
import { NodeFlag } from '../syntax-tree.ts';
import { type Binding, Bindings, isSameCode } from './bindings.ts';
import { gapsOf, plainString } from './compile-pattern.ts';
import type { Pattern, PatternHole, PatternNode, PatternString, PatternTree } from './pattern.ts';
import { isIdleToken, isOptional } from './spellings.ts';

/** Steps that a rule may take in one file, at least, for each node and for each character of it: no pattern can hang, and no long file is too long. */
const leastSteps = 1_000_000;
const stepsPerNode = 20;
const stepsPerCharacter = 2;

/** Nodes beside each other, tokens between them; listed when they are asked for, since most attempts come to nothing. */
class NodeRun implements Binding {
  readonly start: number;
  readonly end: number;
  readonly #tree: SyntaxTree;
  readonly #beside: readonly NodeIndex[];
  readonly #first: number;
  readonly #last: number;

  constructor(tree: SyntaxTree, beside: readonly NodeIndex[], first: number, last: number) {
    this.start = tree.start[beside[first]!]!;
    this.end = tree.end[beside[last]!]!;
    this.#tree = tree;
    this.#beside = beside;
    this.#first = first;
    this.#last = last;
  }

  get nodes(): readonly NodeIndex[] {
    const { flags } = this.#tree;
    return this.#beside
      .slice(this.#first, this.#last + 1)
      .filter((node) => (flags[node]! & NodeFlag.named) !== 0);
  }
}

/** What follows a match of a part: whether all the rest fits too. */
type Then = () => boolean;

/** One rule's search through one file. */
export class Matcher {
  readonly tree: SyntaxTree;
  readonly bindings = new Bindings();
  #steps = 0;
  readonly #mostSteps: number;

  constructor(tree: SyntaxTree) {
    this.tree = tree;
    this.#mostSteps = leastSteps + stepsPerNode * tree.count + stepsPerCharacter * tree.source.length;
  }

  /**
   * Whether the pattern fits at the node, and `then` holds with its metavariables bound; `then` is told the last node of the match.
   *
   * @throws LimitError when the rule has taken its steps for this file
   */
  fits({ items }: Pattern, node: NodeIndex, then: (last: NodeIndex) => boolean): boolean {
    if (items.length === 1) return this.#node(items[0]!, node, () => then(node));
    const parent = this.tree.parent[node]!;
    const stop = parent < 0 ? this.tree.count : this.tree.next[parent]!;
    const beside = this.#between(node, stop);
    return this.#list(items, 0, beside, 0, null, (taken) => then(beside[taken - 1]!));
  }

  #node(pattern: PatternNode, node: NodeIndex, then: Then): boolean {
    this.#step();
    switch (pattern.type) {
      case 'hole':
        return this.bind(pattern.name, this.#nodeRange(node), then);
      case 'token':
        return this.#text(node) === pattern.text && then();
      case 'string':
        return this.#string(pattern, node, then);
      default:
        return this.#named(pattern, node, then);
    }
  }

  #named(pattern: PatternTree, node: NodeIndex, then: Then): boolean {
    const { tree } = this;
    if (tree.kinds[tree.symbol[node]!] !== pattern.kind || !this.#isNamed(node)) return false;
    if (pattern.text !== null) return this.#text(node) === pattern.text && then();
    if (tree.next[node] === node + 1) return false;
    if (!this.#beginsRight(pattern, node)) return false;
    if (pattern.gaps !== '' && gapsOf(tree, node) !== pattern.gaps) return false;
    const children = this.#between(node + 1, tree.next[node]!);
    return this.#list(pattern.children, 0, children, 0, pattern, () => then());
  }

  /** Whether the first child may be the pattern's first: most nodes fall here, before anything is made for them. */
  #beginsRight({ children }: PatternTree, node: NodeIndex): boolean {
    const [head] = children;
    const child = node + 1;
    if (head?.type !== 'tree' || (this.tree.flags[child]! & NodeFlag.extra) !== 0 || !this.#isNamed(child))
      return true;
    const { symbol, kinds, source, start, end, field, fields } = this.tree;
    const kind = kinds[symbol[child]!]!;
    if (kind !== head.kind) return isOptional(kind, fields[field[child]!] ?? '');
    if (head.text === null) return true;
    return end[child]! - start[child]! === head.text.length && source.startsWith(head.text, start[child]!);
  }

  #string(pattern: PatternString, node: NodeIndex, then: Then): boolean {
    const { tree } = this;
    if (!this.#isNamed(node)) return false;
    const first = tree.source.charCodeAt(tree.start[node]!);
    // A digit, an opening bracket: not every node needs to be looked at by its text.
    if (first < 34 || first === 40) return false;
    const kind = tree.kinds[tree.symbol[node]!]!;
    if (!/string|template|heredoc|char/.test(kind)) return false;
    const parts = plainString(tree, node);
    if (parts === null || (pattern.prefix !== '' && pattern.prefix !== parts.prefix)) return false;
    if (pattern.content !== null) return parts.content === pattern.content && then();
    const range = { start: parts.start, end: parts.start + parts.content.length, nodes: [node] };
    return this.bind(pattern.name, range, then);
  }

  /**
   * Fits patterns to nodes beside each other. In a node (`owner`), what is left over must be something that a pattern may be silent
   * about; in a run of statements anything may follow. `then` is told how many nodes were taken.
   */
  #list(
    patterns: readonly PatternNode[],
    at: number,
    nodes: readonly NodeIndex[],
    from: number,
    owner: PatternTree | null,
    then: (taken: number) => boolean,
  ): boolean {
    this.#step();
    const pattern = patterns[at];
    if (pattern === undefined) {
      if (owner !== null)
        for (let rest = from; rest < nodes.length; rest += 1)
          if (!this.#isIdle(nodes[rest]!, owner)) return false;
      return then(from);
    }
    if (pattern.type === 'hole' && pattern.isSequence)
      return this.#sequence(pattern, patterns, at, nodes, from, owner, then);
    for (let place = from; place < nodes.length; place += 1) {
      const node = nodes[place]!;
      const isPlace =
        pattern.type === 'token' ? !this.#isNamed(node) : this.#isNamed(node) && this.#isField(pattern, node);
      if (
        isPlace &&
        this.#node(pattern, node, () => this.#list(patterns, at + 1, nodes, place + 1, owner, then))
      )
        return true;
      if (!this.#isIdle(node, owner)) return false;
    }
    return false;
  }

  /** Gives `$...XS` no node, then one, two, … until the rest fits. */
  #sequence(
    hole: PatternHole,
    patterns: readonly PatternNode[],
    at: number,
    nodes: readonly NodeIndex[],
    from: number,
    owner: PatternTree | null,
    then: (taken: number) => boolean,
  ): boolean {
    const goOn = (place: number): boolean =>
      this.bind(hole.name, this.#sequenceOf(nodes, from, place), () =>
        this.#list(patterns, at + 1, nodes, place, owner, then),
      );
    // At the end of a node's children only all of them can be right.
    if (at === patterns.length - 1 && owner !== null) return goOn(nodes.length);
    if (goOn(from)) return true;
    for (let place = from; place < nodes.length; place += 1)
      if (this.#isNamed(nodes[place]!) && goOn(place + 1)) return true;
    return false;
  }

  /** The named ones of the nodes from one place to another. */
  #sequenceOf(nodes: readonly NodeIndex[], from: number, to: number): Binding {
    const { tree } = this;
    let first = from;
    while (first < to && !this.#isNamed(nodes[first]!)) first += 1;
    let last = to - 1;
    while (last >= first && !this.#isNamed(nodes[last]!)) last -= 1;
    if (last < first) {
      const node = nodes[from];
      const at = node === undefined ? tree.end[nodes.at(-1) ?? 0]! : tree.start[node]!;
      return { start: at, end: at, nodes: [] };
    }
    return new NodeRun(tree, nodes, first, last);
  }

  /** Binds a name for the time of `then`; a name that is bound already must stand for the same code. */
  bind(
    name: string,
    range: { start: number; end: number; nodes: readonly NodeIndex[] },
    then: Then,
  ): boolean {
    if (name === '') return then();
    const before = this.bindings.of(name);
    if (before !== null) return isSameCode(this.tree, before, range) && then();
    const size = this.bindings.size;
    this.bindings.push(name, range);
    if (then()) return true;
    this.bindings.cutTo(size);
    return false;
  }

  /** Whether a pattern that is silent about this node still fits. */
  #isIdle(node: NodeIndex, owner: PatternTree | null): boolean {
    if (!this.#isNamed(node)) return true;
    if (owner === null) return false;
    const field = this.tree.fields[this.tree.field[node]!] ?? '';
    if (field !== '' && owner.childFields.has(field)) return false;
    return isOptional(this.tree.kinds[this.tree.symbol[node]!]!, field);
  }

  #isField(pattern: Exclude<PatternNode, { type: 'token' }>, node: NodeIndex): boolean {
    return pattern.field === '' || pattern.field === (this.tree.fields[this.tree.field[node]!] ?? '');
  }

  /** The nodes beside each other from `node` on, comments left out. */
  #between(node: NodeIndex, stop: number): NodeIndex[] {
    const { tree } = this;
    const found: NodeIndex[] = [];
    for (let each = node; each < stop; each = tree.next[each]!) {
      if ((tree.flags[each]! & (NodeFlag.extra | NodeFlag.missing)) !== 0) continue;
      if (!this.#isNamed(each) && isIdleToken(this.#text(each), 'js')) continue;
      found.push(each);
    }
    return found;
  }

  #nodeRange(node: NodeIndex): Binding {
    return { start: this.tree.start[node]!, end: this.tree.end[node]!, nodes: [node] };
  }

  #isNamed(node: NodeIndex): boolean {
    return (this.tree.flags[node]! & NodeFlag.named) !== 0;
  }

  #text(node: NodeIndex): string {
    return this.tree.source.slice(this.tree.start[node], this.tree.end[node]);
  }

  /** Counts work that is done beside the matching. @throws LimitError when all is spent */
  spend(steps: number): void {
    this.#steps += steps;
    this.#check();
  }

  #step(): void {
    this.#steps += 1;
    this.#check();
  }

  #check(): void {
    if (this.#steps > this.#mostSteps)
      throw new LimitError(
        'rules.steps',
        `it took more than ${(this.#mostSteps / 1e6).toFixed(1)} million steps; make its patterns more exact`,
      );
  }
}
