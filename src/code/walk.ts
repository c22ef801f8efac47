/** The one walk over a tree that measures everything: control flow, tokens, statements, comments and syntax errors. */

import { lineOf } from './code-units.ts';
import { type CompiledLanguage, Interest, TokenClass } from './compile-declaration.ts';
import { ControlFlow, type Scope } from './control-flow.ts';
import { firstTokenOf } from './function-parts.ts';
import { ErrorCollector } from './parse-errors.ts';
import { NodeFlag, type NodeIndex, type SyntaxTree } from './syntax-tree.ts';
import { grown, TokenCounter } from './token-counter.ts';
import type { ParseError } from './types.ts';

/** After every row; V8 keeps such a number as it is, and one over a thousand million on its heap. */
const never = 0x3fffffff;

/** A function as the walk saw it. */
export interface WalkedFunction extends Scope {
  line: number;
  endLine: number;
  /** Scope number in the token counter. */
  tokens: number;
}

export interface WalkResult {
  file: Scope;
  /** In the order of the text. */
  functions: WalkedFunction[];
  statements: number;
  errors: ParseError[];
}

/** Measures trees one after another; its arrays are used again, so what it shows holds until the next walk. */
export class Walk {
  readonly tokens = new TokenCounter();
  /** Offsets of the comments' beginnings and ends, in the order of the text. */
  commentStarts = new Uint32Array(256);
  commentEnds = new Uint32Array(256);
  comments = 0;

  readonly #flow = new ControlFlow();
  readonly #errors = new ErrorCollector();
  #tree!: SyntaxTree;
  #language!: CompiledLanguage;
  #functions: WalkedFunction[] = [];
  #statements = 0;
  /** Row after the interpolated string that we are in. */
  #stringEnd = 0;
  /** Functions whose own tokens have not begun yet: we are in their annotations. */
  #awaited: { function: WalkedFunction; row: NodeIndex }[] = [];
  #awaitedRow: NodeIndex = never;

  run(tree: SyntaxTree, language: CompiledLanguage): WalkResult {
    this.#tree = tree;
    this.#language = language;
    this.#functions = [];
    this.#stringEnd = 0;
    this.#awaited = [];
    this.#awaitedRow = never;
    this.comments = 0;
    // Lines that nobody asked for are not counted by.
    const lines = !tree.hasLines ? 0 : tree.count === 0 ? 1 : Math.max(tree.endLine[0]!, tree.line[0]!) + 1;
    const file = this.#flow.reset(tree, language);
    this.tokens.reset(tree.source, lines, tree.kinds.length);
    this.#errors.reset(tree);
    const statements = this.#visitAll();
    for (let open = this.#flow.leave(tree.count); open > 0; open--) this.tokens.closeScope();
    this.#flow.closeFile();
    this.tokens.closeScope();
    return { file, functions: this.#functions, statements, errors: this.#errors.list() };
  }

  /**
   * Most nodes are names, punctuation, and nodes that say nothing: those are counted here, in a loop that is small when V8 compiles it. The others
   * are looked at.
   */
  #visitAll(): number {
    const { count, symbol, field, start, end, line, next, flags } = this.#tree;
    const { interest, heads } = this.#language;
    const { tokens } = this;
    const flow = this.#flow;
    this.#statements = 0;
    let row = 0;
    while (row < count) {
      const kind = symbol[row]!;
      const flag = flags[row]!;
      if (
        interest[kind] !== 0 ||
        row >= flow.nextEnd ||
        row >= this.#awaitedRow ||
        row < this.#stringEnd ||
        heads[field[row]!] !== 0 ||
        (flag & (NodeFlag.error | NodeFlag.missing)) !== 0
      ) {
        row = this.#look(row);
        continue;
      }
      if (next[row] === row + 1 && end[row]! > start[row]!) {
        // A leaf that is nothing else is an operator.
        if ((flag & NodeFlag.named) === 0) tokens.addSymbol(kind, start[row]!, end[row]!, line[row]!);
        else tokens.addOperator(start[row]!, end[row]!, line[row]!);
      }
      row++;
    }
    return this.#statements;
  }

  /** Counts a node in all that it may matter for; the row to go on with. */
  #look(row: NodeIndex): NodeIndex {
    const { symbol, field, start, end, line, next, flags } = this.#tree;
    const flow = this.#flow;
    if (row >= flow.nextEnd) {
      for (let closed = flow.leave(row); closed > 0; closed--) this.tokens.closeScope();
    }
    if (row >= this.#awaitedRow) this.#beginFunction();
    const kind = symbol[row]!;
    const flag = flags[row]!;
    if ((flag & (NodeFlag.error | NodeFlag.missing)) !== 0) this.#errors.add(row);
    if (this.#language.heads[field[row]!] !== 0) flow.enterHead(row);
    const what = this.#language.interest[kind]!;
    if ((what & ~(Interest.token | Interest.operator)) !== 0) this.#enter(row, what);
    if ((what & Interest.token) !== 0 && this.#isToken(row)) return next[row]!;
    if (row < this.#stringEnd && this.#isTextOfString(row)) return next[row]!;
    if (next[row] === row + 1 && end[row]! > start[row]!) {
      if ((flag & NodeFlag.named) === 0) {
        this.tokens.addSymbol(kind, start[row]!, end[row]!, line[row]!);
        if ((what & Interest.operator) !== 0) flow.enterOperator(row, this.#language.logicalTokens[kind]!);
      } else {
        this.tokens.addOperator(start[row]!, end[row]!, line[row]!);
      }
    }
    return row + 1;
  }

  /** Counts a node that is more than a token. */
  #enter(row: NodeIndex, what: number): void {
    const { statements, functions, roles, shapes } = this.#language;
    if ((what & Interest.statement) !== 0 && statements.of(this.#tree, row) !== 0) this.#statements++;
    if ((what & Interest.role) !== 0) this.#flow.enterRole(row, roles.of(this.#tree, row));
    if ((what & Interest.logical) !== 0) this.#flow.enterLogical(row);
    if ((what & Interest.call) !== 0) this.#flow.enterCall(row);
    if ((what & Interest.function) !== 0) {
      const shape = functions.of(this.#tree, row);
      if (shape !== 0) this.#openFunction(row, shapes[shape]!);
    }
  }

  #openFunction(node: NodeIndex, shape: NonNullable<Scope['shape']>): void {
    const { source, hasLines, line, endLine, start, end, parent } = this.#tree;
    const scope = this.#flow.openFunction(node, shape);
    let first = firstTokenOf(this.#tree, this.#language, node);
    const walked = scope as WalkedFunction;
    walked.line = hasLines ? line[first]! : lineOf(source, start[first]!);
    walked.endLine = hasLines ? endLine[node]! : lineOf(source, end[node]! - 1);
    walked.tokens = 0;
    this.#functions.push(walked);
    // Annotations are not among the function's tokens; without any, its tokens begin with the node itself.
    while (first > node && start[parent[first]!] === start[first]) first = parent[first]!;
    this.#awaited.push({ function: walked, row: Math.max(first, node) });
    this.#awaitedRow = this.#awaited.at(-1)!.row;
    if (first <= node) this.#beginFunction();
  }

  #beginFunction(): void {
    this.#awaited.pop()!.function.tokens = this.tokens.openScope();
    this.#awaitedRow = this.#awaited.at(-1)?.row ?? never;
  }

  /** Counts a node that is one token with all that is in it; false where what is in it is to be looked at. */
  #isToken(node: NodeIndex): boolean {
    const { start, end, line } = this.#tree;
    switch (this.#language.tokens.of(this.#tree, node)) {
      case TokenClass.operand:
        if (!this.#isBlank(start[node]!, end[node]!))
          this.tokens.addOperand(start[node]!, end[node]!, line[node]!);
        return true;
      case TokenClass.string:
        return this.#isWholeString(node);
      case TokenClass.comment:
        this.#addComment(start[node]!, end[node]!);
        return true;
      case TokenClass.closer:
        this.tokens.addCloser(this.#tree.symbol[node]!, line[node]!);
        return true;
      case TokenClass.blank:
        return true;
      default:
        return false;
    }
  }

  #isWholeString(node: NodeIndex): boolean {
    const { symbol, start, end, line, next } = this.#tree;
    const { interpolations } = this.#language;
    const stop = next[node]!;
    let child = node + 1;
    while (child < stop && interpolations[symbol[child]!] === 0) child = next[child]!;
    if (child >= stop) {
      if (end[node]! > start[node]!) this.tokens.addOperand(start[node]!, end[node]!, line[node]!);
      return true;
    }
    this.#addTexts(node);
    this.#stringEnd = Math.max(this.#stringEnd, stop);
    return false;
  }

  /** The pieces of text of a string with interpolations: from delimiter to delimiter, cut at the interpolations. */
  #addTexts(node: NodeIndex): void {
    const { symbol, start, end, line, next } = this.#tree;
    const { interpolations } = this.#language;
    const stop = next[node]!;
    const from = node + 1;
    let text = this.#isDelimiter(from) && start[from] === start[node] ? end[from]! : start[node]!;
    let textLine = line[node]!;
    let last = from;
    for (let child = from; child < stop; child = next[child]!) {
      last = child;
      if (interpolations[symbol[child]!] === 0) continue;
      if (start[child]! > text) this.tokens.addOperand(text, start[child]!, textLine);
      text = end[child]!;
      textLine = this.#tree.endLine[child]!;
    }
    const textEnd = this.#isDelimiter(last) && last !== from ? start[last]! : end[node]!;
    if (textEnd > text) this.tokens.addOperand(text, textEnd, textLine);
  }

  /** A quote: a literal token, or what the grammar calls the start or end of a string. */
  #isDelimiter(node: NodeIndex): boolean {
    const { flags, kinds, symbol } = this.#tree;
    return (flags[node]! & NodeFlag.named) === 0 || /_(?:start|end|begin)$/.test(kinds[symbol[node]!]!);
  }

  /** Whether a node is a part of an interpolated string whose text was counted with the string. */
  #isTextOfString(node: NodeIndex): boolean {
    const { symbol, parent } = this.#tree;
    const around = parent[node]!;
    if (around < 0 || this.#language.interpolations[symbol[node]!] !== 0) return false;
    return this.#language.tokens.of(this.#tree, around) === TokenClass.string;
  }

  #isBlank(start: number, end: number): boolean {
    const { source } = this.#tree;
    if (source.charCodeAt(start) > 32) return false;
    return source.slice(start, end).trim() === '';
  }

  #addComment(start: number, end: number): void {
    if (this.comments === this.commentStarts.length) {
      this.commentStarts = grown(this.commentStarts);
      this.commentEnds = grown(this.commentEnds);
    }
    this.commentStarts[this.comments] = start;
    this.commentEnds[this.comments++] = end;
  }
}
