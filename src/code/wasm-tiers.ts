/**
 * Which WebAssembly code V8 may optimise.
 *
 * A grammar's lexer is one function of up to 160 kB that jumps back over all of itself at every character. V8 takes that
 * for a hot loop after a few hundred characters and gives it to its optimising compiler, which then needs up to 1.3 s and
 * 1.3 GB (Node 24) for a gain that can't be measured, and keeps even a process that is done from ending. The runtime's own
 * functions are small, and optimising them doubles the speed. V8 decides when it first compiles a function, which it does
 * when the function is first called: so the runtime is led through its paces with two small grammars, and from
 * then on nothing is optimised any more but what grammars with small functions do when they are first used.
 */
import { setFlagsFromString } from 'node:v8';
import type { Language } from 'web-tree-sitter';
import { Parser } from 'web-tree-sitter';
import { isLittleAskedOfTreeSitter } from './tree-sitter-use.ts';

/** Node versions in which this was measured; another one is left alone. */
const firstVersion = 22;
const lastVersion = 26;

/** Small grammars, one with an external scanner and conflicts, and texts that lead through reduction, recovery and balance. */
const warmUps: readonly { grammar: string; texts: readonly string[] }[] = [
  { grammar: 'json', texts: ['{"a": [1, 2.5, "x\\n", true, null], "b": {}} ', '{"a": [1, , ] "b" }'] },
  {
    grammar: 'lua',
    texts: [
      'local function f(a, b) if a == 1 then return b .. "x" else f(a) end end for i = 1, 2 do x = {1, y = 2} end -- c\n',
      'if x then ( end = 1',
    ],
  },
];

/** Functions of more bytes take V8 longer to optimise than they will ever save. */
const largestFunction = 30_000;

/** Leads the runtime through its paces and then forbids optimisation; to be called once, before any other grammar loads. */
export async function settleTiers(load: (grammar: string) => Promise<Language>): Promise<void> {
  const isWorthIt = isKnownNode() && !isLittleAskedOfTreeSitter();
  for (const { grammar, texts } of isWorthIt ? warmUps : []) {
    const parser = new Parser();
    parser.setLanguage(await load(grammar));
    for (const text of texts) parser.parse(text)?.delete();
    parser.delete();
  }
  forbidOptimising();
}

/** Allows V8 to optimise what is called for the first time from now on, if this grammar has small functions alone. */
export function allowOptimising(grammar: Uint8Array): void {
  if (isLittleAskedOfTreeSitter() || !isKnownNode() || largestFunctionOf(grammar) > largestFunction) return;
  setFlagsFromString('--wasm-tier-up');
  setFlagsFromString('--wasm-dynamic-tiering');
}

/** From now on V8 does not optimise what is called for the first time. */
export function forbidOptimising(): void {
  if (!isKnownNode()) return;
  setFlagsFromString('--no-wasm-dynamic-tiering');
  setFlagsFromString('--no-wasm-tier-up');
}

function isKnownNode(): boolean {
  const version = Number.parseInt(process.versions.node, 10);
  return version >= firstVersion && version <= lastVersion;
}

/** Size in bytes of a WebAssembly module's largest function: its code section (10) lists bodies with their lengths. */
function largestFunctionOf(module: Uint8Array): number {
  let position = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[position++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };
  while (position < module.length) {
    const section = module[position++];
    const end = number() + position;
    if (section === 10) {
      let largest = 0;
      for (let left = number(); left > 0; left--) {
        const size = number();
        largest = Math.max(largest, size);
        position += size;
      }
      return largest;
    }
    position = end;
  }
  return 0;
}
