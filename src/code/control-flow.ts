/** Cyclomatic complexity, cognitive complexity and nesting of a file and its functions, fed node by node in preorder. */
import { type CompiledFunction, type CompiledLanguage, roleNumbers } from './compile-declaration.ts';
import {
  linkedChild,
  namedChildCount,
  nameNodeOf,
  nameTextOf,
  parameterCountOf,
  receiverOf,
} from './function-parts.ts';
import { roleDecides, roleHasHead, roleIsFlat, roleIsStructural, roleNests } from './role-effects.ts';
import { NodeFlag, type NodeIndex, type SyntaxTree, textOf } from './syntax-tree.ts';
import { grown } from './token-counter.ts';

/** What is counted of one function (or of the file, outside functions) while the walk is inside it. */
export interface Scope {
  node: NodeIndex;
  shape: CompiledFunction | null;
  name: string;
  /** Symbol of the node that holds the name, 0 for none. */
  nameSymbol: number;
  /** What a method calls its own object, empty where the language has a word for it. */
  receiver: string;
  parameters: number;
  cyclomatic: number;
  /** Its figure in cognitive complexity as if it stood alone; known when the scope is closed. */
  cognitive: number;
  /** Deepest nesting of control structures. */
  nesting: number;

  /** Structural increments of its own, those of included functions, and the sum of all increments of its own. */
  structures: number;
  includedStructures: number;
  ownIncrements: number;
  /** Increments of the functions in it at their nesting inside it; and what those come to when each stands alone. */
  includedIncrements: number;
  aloneIncrements: number;
  recursive: boolean;
  /** Whether functions in it are one level deeper: not in a Python decorator. */
  raises: boolean;
  /** Nesting at its beginning, for cognitive complexity; and the depth around it, for `nesting`. */
  base: number;
  depthOutside: number;
  /** Control structures that were open at its beginning. */
  structuresAround: number;
}

/** How far out a call is compared with the functions around it: no code recurses through more closures than that. */
const recursionReach = 16;

/** After every row; a number that V8 keeps as it is. */
const never = 0x3fffffff;

export class ControlFlow {
  #tree!: SyntaxTree;
  #language!: CompiledLanguage;
  /** Levels of nesting by control structures at this place (functions' levels are added when they close). */
  #nesting = 0;
  #depth = 0;
  #open: Scope[] = [];

  // What must be put back where a control structure or its head ends, for `#nests` of them.
  #ends = new Int32Array(64);
  #nestingBefore = new Int32Array(64);
  #depthBefore = new Int32Array(64);
  #nests = 0;
  // Expressions of logical operators that are open, `#runs` of them, and the last operator of each (1 and, 2 or, 0 none yet).
  #logicalEnds = new Int32Array(64);
  #lastOperator = new Int32Array(64);
  #runs = 0;
  /** Row after the node in which nothing counts. */
  #uncountedEnd = 0;

  reset(tree: SyntaxTree, language: CompiledLanguage): Scope {
    this.#tree = tree;
    this.#language = language;
    this.#nesting = 0;
    this.#depth = 0;
    this.#nests = 0;
    this.#runs = 0;
    this.#uncountedEnd = 0;
    const file = newScope(0, null, '', 0);
    this.#open.length = 0;
    this.#open.push(file);
    this.nextEnd = never;
    return file;
  }

  /** Row at which the innermost open function, control structure, head or run of operators ends. */
  nextEnd = never;

  /** Closes what ends at or before a row; gives the number of functions among it. */
  leave(row: number): number {
    let functions = 0;
    const { next } = this.#tree;
    while (this.#open.length > 1 && next[this.#scope().node]! <= row) {
      this.#closeFunction();
      functions++;
    }
    while (this.#nests > 0 && this.#ends[this.#nests - 1]! <= row) this.#unnest();
    while (this.#runs > 0 && this.#logicalEnds[this.#runs - 1]! <= row) this.#runs--;
    this.#findNextEnd();
    return functions;
  }

  /** The innermost open scope. */
  #scope(): Scope {
    return this.#open[this.#open.length - 1]!;
  }

  #findNextEnd(): void {
    let end = this.#open.length > 1 ? this.#tree.next[this.#scope().node]! : never;
    if (this.#nests > 0) end = Math.min(end, this.#ends[this.#nests - 1]!);
    if (this.#runs > 0) end = Math.min(end, this.#logicalEnds[this.#runs - 1]!);
    this.nextEnd = end;
  }

  #unnest(): void {
    const last = --this.#nests;
    this.#nesting = this.#nestingBefore[last]!;
    this.#depth = this.#depthBefore[last]!;
  }

  /** A child that stands in the head of its control structure is not nested by it. */
  enterHead(node: NodeIndex): void {
    const role = this.#language.roles.of(this.#tree, this.#tree.parent[node]!);
    if (roleHasHead[role] === 0) return;
    this.#nest(node, -1, role === roleNumbers.ternary ? 0 : -1);
  }

  enterRole(node: NodeIndex, role: number): void {
    if (node < this.#uncountedEnd) return;
    if (role === roleNumbers.uncounted) this.#uncountedEnd = this.#tree.next[node]!;
    if (role === roleNumbers.head) this.enterHead(node);
    const scope = this.#scope();
    if (roleDecides[role] === 1) scope.cyclomatic++;
    if (roleIsFlat[role] === 1) scope.ownIncrements++;
    if (roleIsStructural[role] === 0) return;
    scope.structures++;
    scope.ownIncrements += 1 + this.#nesting - scope.base;
    this.#nest(node, 1, roleNests[role]!);
    if (this.#depth > scope.nesting) scope.nesting = this.#depth;
  }

  #nest(node: NodeIndex, nesting: number, depth: number): void {
    const last = this.#nests++;
    if (last === this.#ends.length) {
      this.#ends = grown(this.#ends);
      this.#nestingBefore = grown(this.#nestingBefore);
      this.#depthBefore = grown(this.#depthBefore);
    }
    this.#ends[last] = this.#tree.next[node]!;
    this.#nestingBefore[last] = this.#nesting;
    this.#depthBefore[last] = this.#depth;
    this.#nesting += nesting;
    this.#depth += depth;
    this.#findNextEnd();
  }

  /** A node that may hold logical operators: each is a decision, each run of the same one a cognitive increment. */
  enterLogical(node: NodeIndex): void {
    if (node < this.#uncountedEnd) return;
    const { symbol, next, parent } = this.#tree;
    const { logicalTokens, logicalNodes } = this.#language;
    const stop = next[node]!;
    let operators = 0;
    for (let child = node + 1; child < stop; child = next[child]!) {
      if (logicalTokens[symbol[child]!] !== 0 && next[child] === child + 1) operators++;
    }
    if (operators === 0) return;
    this.#scope().cyclomatic += operators;
    let around = parent[node]!;
    while (around >= 0 && logicalNodes[symbol[around]!] === 2) around = parent[around]!;
    const continues = around >= 0 && logicalNodes[symbol[around]!] === 1 && this.#isLogical(around);
    if (continues) return;
    const last = this.#runs++;
    if (last === this.#logicalEnds.length) {
      this.#logicalEnds = grown(this.#logicalEnds);
      this.#lastOperator = grown(this.#lastOperator);
    }
    this.#logicalEnds[last] = stop;
    this.#lastOperator[last] = 0;
    this.#findNextEnd();
  }

  #isLogical(node: NodeIndex): boolean {
    const { symbol, next } = this.#tree;
    for (let child = node + 1; child < next[node]!; child = next[child]!) {
      if (this.#language.logicalTokens[symbol[child]!] !== 0 && next[child] === child + 1) return true;
    }
    return false;
  }

  /** The operator itself, in the order of the text. */
  enterOperator(node: NodeIndex, operator: number): void {
    if (node < this.#uncountedEnd) return;
    const run = this.#runs - 1;
    const parent = this.#tree.parent[node]!;
    if (run < 0 || parent < 0 || this.#language.logicalNodes[this.#tree.symbol[parent]!] !== 1) return;
    if (this.#lastOperator[run] !== operator) this.#scope().ownIncrements++;
    this.#lastOperator[run] = operator;
  }

  openFunction(node: NodeIndex, shape: CompiledFunction): Scope {
    const tree = this.#tree;
    const language = this.#language;
    const nameNode = nameNodeOf(tree, language, node, shape);
    const name = nameTextOf(tree, language, nameNode, shape);
    const scope = newScope(node, shape, name, parameterCountOf(tree, language, node, shape));
    scope.nameSymbol = nameNode < 0 ? 0 : tree.symbol[nameNode]!;
    scope.receiver = receiverOf(tree, node, shape);
    scope.cyclomatic = 1;
    scope.base = this.#nesting;
    scope.depthOutside = this.#depth;
    scope.structuresAround = this.#nests;
    scope.raises = !(
      language.declaration.nestingException === 'decorator' && isDecorator(tree, language, node)
    );
    this.#depth = 0;
    this.#open.push(scope);
    this.#findNextEnd();
    return scope;
  }

  #closeFunction(): void {
    const scope = this.#open.pop()!;
    const around = this.#scope();
    while (this.#nests > scope.structuresAround) this.#unnest();
    this.#depth = scope.depthOutside;
    const declarative =
      this.#language.declaration.nestingException === 'declarative-scope' && scope.structures === 0;
    if (scope.recursive) scope.ownIncrements++;
    scope.cognitive = scope.ownIncrements + (declarative ? 0 : scope.includedIncrements);
    const structures = scope.structures + (declarative ? 0 : scope.includedStructures);
    const file = this.#open[0]!;
    if (declarative) file.includedIncrements += scope.aloneIncrements;
    if (around === file) {
      file.includedIncrements += scope.cognitive;
      return;
    }
    const levels = scope.base - around.base + (around.raises ? 1 : 0);
    around.includedIncrements += scope.cognitive + levels * structures;
    around.includedStructures += structures;
    around.aloneIncrements += scope.cognitive;
  }

  /** Closes the file: its figure is what stands outside functions, and every function that no other one includes. */
  closeFile(): void {
    const file = this.#open[0]!;
    file.cognitive = file.ownIncrements + file.includedIncrements;
  }

  /** A call: direct recursion counts one in the function that calls itself. */
  enterCall(node: NodeIndex): void {
    const tree = this.#tree;
    const language = this.#language;
    const call = language.calls.get(tree.symbol[node]!);
    const rules = language.declaration.recursion;
    if (!call || !rules || this.#open.length < 2) return;
    const callee = linkedChild(tree, node, call.callee);
    if (callee < 0) return;
    const memberField = language.members[tree.symbol[callee]!]!;
    const last = memberField === 0 ? callee : linkedChild(tree, callee, memberField);
    if (last < 0) return;
    const start = tree.start[last]!;
    const length = tree.end[last]! - start;
    const outermost = Math.max(1, this.#open.length - recursionReach);
    for (let index = this.#open.length - 1; index >= outermost; index--) {
      const scope = this.#open[index]!;
      if (scope.recursive || scope.name.length !== length || !tree.source.startsWith(scope.name, start))
        continue;
      const object = this.#objectOf(node, callee, last, call.object);
      // A bare name means a function or a variable, not a property: the grammars tell the two apart by kind.
      const fits =
        object === null
          ? rules.bareMethods === true || (!scope.shape!.method && scope.nameSymbol === tree.symbol[last])
          : rules.receivers.includes(object) || object === scope.receiver;
      if (!fits) continue;
      if (rules.overloads && call.arguments !== 0 && !this.#hasArity(node, call.arguments, scope.parameters))
        continue;
      scope.recursive = true;
      return;
    }
  }

  #objectOf(node: NodeIndex, callee: NodeIndex, last: NodeIndex, field: number): string | null {
    const tree = this.#tree;
    if (field !== 0) {
      const object = linkedChild(tree, node, field);
      return object < 0 ? null : textOf(tree, object);
    }
    if (last === callee) return null;
    return tree.source
      .slice(tree.start[callee], tree.start[last])
      .replace(/(?:\?\.|\.|::|->)\s*$/, '')
      .trim();
  }

  #hasArity(node: NodeIndex, field: number, parameters: number): boolean {
    const list = linkedChild(this.#tree, node, field);
    return list < 0 || namedChildCount(this.#tree, list) === parameters;
  }
}

function newScope(node: NodeIndex, shape: CompiledFunction | null, name: string, parameters: number): Scope {
  return {
    node,
    shape,
    name,
    nameSymbol: 0,
    receiver: '',
    parameters,
    cyclomatic: 0,
    cognitive: 0,
    nesting: 0,
    structures: 0,
    includedStructures: 0,
    ownIncrements: 0,
    includedIncrements: 0,
    aloneIncrements: 0,
    recursive: false,
    raises: true,
    base: 0,
    depthOutside: 0,
    structuresAround: 0,
  };
}

/** Whether a function holds one function and a `return` of a name, and nothing else (comments and docstring aside). */
function isDecorator(tree: SyntaxTree, language: CompiledLanguage, node: NodeIndex): boolean {
  const body = linkedChild(tree, node, tree.fields.indexOf('body'));
  if (body < 0) return false;
  let functions = 0;
  let returns = 0;
  for (let child = body + 1; child < tree.next[body]!; child = tree.next[child]!) {
    if ((tree.flags[child]! & NodeFlag.extra) !== 0) continue;
    const kind = tree.kinds[tree.symbol[child]!]!;
    if (kind === 'return_statement') {
      const value = child + 2;
      if (value >= tree.next[child]! || tree.kinds[tree.symbol[value]!] !== 'identifier') return false;
      returns++;
    } else if (language.functions.of(tree, child) !== 0 || kind === 'decorated_definition') {
      functions++;
    } else if (!(functions === 0 && isDocstring(tree, child))) {
      return false;
    }
  }
  return functions === 1 && returns === 1;
}

function isDocstring(tree: SyntaxTree, statement: NodeIndex): boolean {
  const child = statement + 1;
  return (
    child < tree.next[statement]! &&
    tree.kinds[tree.symbol[child]!] === 'string' &&
    tree.next[child] === tree.next[statement]
  );
}
