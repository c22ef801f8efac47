/**
 * Counts operators and operands, total and distinct, for the file and for every function in it, in one pass.
 *
 * Functions nest, so a token is new to those open functions that began after its last occurrence: to the innermost one it
 * adds one, and from the innermost one that has already seen it, it takes one away; when a function closes, its counts go
 * to the one around it. That is exact, and costs no more for deep nesting.
 */

import { codeUnitsOf } from './code-units.ts';

/** What is counted, for one file or function: see `Halstead`. */
export interface TokenCounts {
  n1: number;
  n2: number;
  N1: number;
  N2: number;
}

const operatorSeed = 0x811c9dc5;
const operandSeed = 0x1b873593;

export class TokenCounter {
  // Tokens that are the same: open addressing over (class, text), entries are numbered from 0 in order of appearance.
  #slots = new Int32Array(4096).fill(-1);
  #slotOf = new Int32Array(1024);
  #hash = new Uint32Array(1024);
  #start = new Uint32Array(1024);
  #length = new Uint32Array(1024);
  #operand = new Uint8Array(1024);
  #lastSeen = new Int32Array(1024);
  #distinct = 0;
  #symbolEntry = new Int32Array(1024);
  #text: Uint16Array = new Uint16Array(0);
  #position = 0;
  #countsLines = true;

  // Scopes: 0 is the file. Counts by scope, and the stack of open ones with the position at which each began.
  #counts = new Int32Array(4 * 64);
  #scopes = 0;
  #open = new Int32Array(64);
  #began = new Int32Array(64);
  #depth = -1;

  /** Hashes of the tokens that begin on each line, in their order; 0 for lines where none begins. By line. */
  lineHash = new Uint32Array(1024);
  /** Number of tokens that begin on each line, by line. */
  lineTokens = new Uint32Array(1024);

  /** Forgets the last file; `lines` and `symbols` are upper bounds of those to come. With no lines, nothing is counted by line. */
  reset(source: string, lines: number, symbols: number): void {
    this.#countsLines = lines > 0;
    for (let entry = 0; entry < this.#distinct; entry++) this.#slots[this.#slotOf[entry]!] = -1;
    this.#distinct = 0;
    this.#text = codeUnitsOf(source);
    this.#position = 0;
    this.#scopes = 0;
    this.#depth = -1;
    if (this.#symbolEntry.length < symbols) this.#symbolEntry = new Int32Array(symbols);
    this.#symbolEntry.fill(-1);
    if (this.lineHash.length < lines + 2) {
      this.lineHash = new Uint32Array(lines * 2 + 2);
      this.lineTokens = new Uint32Array(lines * 2 + 2);
    } else {
      this.lineHash.fill(0, 0, lines + 2);
      this.lineTokens.fill(0, 0, lines + 2);
    }
    this.openScope();
  }

  /** Opens a scope inside the current one and gives its number, from 0 (the file) upwards. */
  openScope(): number {
    const scope = this.#scopes++;
    if (this.#scopes * 4 > this.#counts.length) this.#counts = grown(this.#counts);
    const counts = this.#counts;
    for (let at = scope * 4; at < scope * 4 + 4; at++) counts[at] = 0;
    this.#depth++;
    if (this.#depth === this.#open.length) {
      this.#open = grown(this.#open);
      this.#began = grown(this.#began);
    }
    this.#open[this.#depth] = scope;
    this.#began[this.#depth] = this.#position;
    return scope;
  }

  /** Closes the innermost scope. */
  closeScope(): void {
    const counts = this.#counts;
    const scope = this.#open[this.#depth--]! * 4;
    if (this.#depth < 0) return;
    const around = this.#open[this.#depth]! * 4;
    for (let kind = 0; kind < 4; kind++) counts[around + kind]! += counts[scope + kind]!;
  }

  /** Counts an operator that its grammar symbol tells from all others. */
  addSymbol(symbol: number, start: number, end: number, line: number): void {
    let entry = this.#symbolEntry[symbol]!;
    if (entry < 0) {
      entry = this.#intern(operatorSeed, start, end);
      this.#symbolEntry[symbol] = entry;
    }
    this.#count(entry, line);
  }

  /** Counts an operator by its text. */
  addOperator(start: number, end: number, line: number): void {
    this.#count(this.#intern(operatorSeed, start, end), line);
  }

  /** Counts an operand by its text. */
  addOperand(start: number, end: number, line: number): void {
    this.#count(this.#intern(operandSeed, start, end), line);
  }

  /** A closing bracket: no operator, but part of what its line says. */
  addCloser(symbol: number, line: number): void {
    if (!this.#countsLines) return;
    this.lineHash[line] = Math.imul(this.lineHash[line]! ^ symbol, 0x5bd1e995) + 1;
    this.lineTokens[line]!++;
  }

  /** The counts of a scope, once it is closed (of the file: once all are). */
  countsOf(scope: number): TokenCounts {
    const counts = this.#counts;
    const at = scope * 4;
    return { n1: counts[at]!, n2: counts[at + 1]!, N1: counts[at + 2]!, N2: counts[at + 3]! };
  }

  #count(entry: number, line: number): void {
    const operand = this.#operand[entry]!;
    const counts = this.#counts;
    const innermost = this.#open[this.#depth]! * 4;
    counts[innermost + 2 + operand]! += 1;
    const last = this.#lastSeen[entry]!;
    if (last < this.#began[this.#depth]!) {
      counts[innermost + operand]! += 1;
      if (last >= 0) counts[this.#open[this.#seenBy(last)]! * 4 + operand]! -= 1;
    }
    this.#lastSeen[entry] = this.#position++;
    if (!this.#countsLines) return;
    this.lineHash[line] = Math.imul(this.lineHash[line]! ^ this.#hash[entry]!, 0x5bd1e995) + 1;
    this.lineTokens[line]!++;
  }

  /** The innermost open scope that began at or before a position. */
  #seenBy(position: number): number {
    let low = 0;
    let high = this.#depth;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#began[middle]! <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #intern(seed: number, start: number, end: number): number {
    const text = this.#text;
    let hash = seed;
    for (let index = start; index < end; index++) hash = Math.imul(hash ^ text[index]!, 0x01000193);
    hash = (hash ^ (hash >>> 15)) >>> 0;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const entry = this.#slots[slot]!;
      if (entry < 0) return this.#add(seed, hash, slot, start, end);
      if (this.#hash[entry] === hash && this.#same(entry, seed, start, end)) return entry;
      slot = (slot + 1) & mask;
    }
  }

  #same(entry: number, seed: number, start: number, end: number): boolean {
    if (this.#length[entry] !== end - start) return false;
    if ((this.#operand[entry] === 1) !== (seed === operandSeed)) return false;
    const text = this.#text;
    let other = this.#start[entry]!;
    for (let index = start; index < end; index++, other++) {
      if (text[index] !== text[other]) return false;
    }
    return true;
  }

  #add(seed: number, hash: number, slot: number, start: number, end: number): number {
    const entry = this.#distinct++;
    if (entry === this.#hash.length) {
      this.#hash = grown(this.#hash);
      this.#slotOf = grown(this.#slotOf);
      this.#start = grown(this.#start);
      this.#length = grown(this.#length);
      this.#operand = grown(this.#operand);
      this.#lastSeen = grown(this.#lastSeen);
    }
    this.#hash[entry] = hash;
    this.#start[entry] = start;
    this.#length[entry] = end - start;
    this.#operand[entry] = seed === operandSeed ? 1 : 0;
    this.#lastSeen[entry] = -1;
    this.#slots[slot] = entry;
    this.#slotOf[entry] = slot;
    if (this.#distinct * 2 > this.#slots.length) this.#rehash();
    return entry;
  }

  #rehash(): void {
    const size = this.#slots.length * 4;
    this.#slots = new Int32Array(size).fill(-1);
    for (let entry = 0; entry < this.#distinct; entry++) {
      let slot = this.#hash[entry]! & (size - 1);
      while (this.#slots[slot]! >= 0) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = entry;
      this.#slotOf[entry] = slot;
    }
  }
}

/** The same numbers in an array of twice the length. */
export function grown<Numbers extends Int32Array | Uint32Array | Uint8Array>(numbers: Numbers): Numbers {
  const larger = new (numbers.constructor as new (length: number) => Numbers)(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
