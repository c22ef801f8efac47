/**
 * The tree-sitter runtime: started once a thread, with two of its callbacks replaced.
 *
 * The runtime asks JavaScript for its text in pieces of 10 kB and for leave to go on every hundred steps. web-tree-sitter
 * answers through properties of an object with hundreds of them and copies the text character by character, which took
 * a twentieth of the parse. Emscripten's `instantiateWasm` lets us answer ourselves.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Language, Parser } from 'web-tree-sitter';
import { InternalError } from '../errors/index.ts';
import { settleTiers } from './wasm-tiers.ts';

/** The views of the runtime's memory that Emscripten keeps up to date on the module object when memory grows. */
export interface RuntimeMemory {
  HEAPU8: Uint8Array;
  HEAPU16: Uint16Array;
  HEAPU32: Uint32Array;
}

/** What is being parsed. */
export interface ParserInput {
  text: string;
  /** Asked every few thousand steps. */
  isTooMuch: () => boolean;
}

type Callback = (...values: number[]) => number | boolean | undefined;
interface RuntimeImports {
  env: {
    memory: { buffer: ArrayBuffer };
    tree_sitter_parse_callback: Callback;
    tree_sitter_progress_callback: Callback;
  };
}

// The library of TypeScript that is used here has no WebAssembly.
const { instantiate } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
interface WebAssemblyApi {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: object; module: object }>;
}

/** The runtime's buffer is 10 kB and ends with a zero. */
const pieceLength = 10 * 512 - 1;
const stepsBetweenQuestions = 32;
const require = createRequire(import.meta.url);
let runtime: Promise<RuntimeMemory> | undefined;
let input: ParserInput | null = null;

/** The runtime's memory; starts the runtime when it is first asked for. `load` loads a grammar. */
export function startRuntime(load: (grammar: string) => Promise<Language>): Promise<RuntimeMemory> {
  runtime ??= start(load);
  return runtime;
}

/** Runs a parse whose text and limits are the input's. */
export function withInput<Result>(given: ParserInput, parse: () => Result): Result {
  input = given;
  try {
    return parse();
  } finally {
    input = null;
  }
}

async function start(load: (grammar: string) => Promise<Language>): Promise<RuntimeMemory> {
  // Emscripten makes the object that it is given its module, with the current views of memory as properties.
  const module: Partial<RuntimeMemory> & Record<string, unknown> = {
    instantiateWasm: (imports: RuntimeImports, receive: (...made: unknown[]) => void) => {
      answerOurselves(imports);
      const bytes = readFileSync(require.resolve('web-tree-sitter/tree-sitter.wasm'));
      void instantiate(bytes, imports).then(({ instance, module: made }) => receive(instance, made));
      return {};
    },
  };
  await Parser.init(module as unknown as Parameters<typeof Parser.init>[0]);
  if (!module.HEAPU8 || !module.HEAPU16 || !module.HEAPU32) {
    throw new InternalError(
      'The tree-sitter runtime does not show its memory: is web-tree-sitter another version?',
    );
  }
  await settleTiers(load);
  return module as unknown as RuntimeMemory;
}

/** Replaces the callbacks for parses that run `withInput`; others get web-tree-sitter's. */
function answerOurselves({ env }: RuntimeImports): void {
  const { memory, tree_sitter_parse_callback: giveText, tree_sitter_progress_callback: mayGoOn } = env;
  let heap = Buffer.from(memory.buffer);
  let steps = 0;
  env.tree_sitter_parse_callback = (address, index, row, column, lengthAddress) => {
    if (input === null) return giveText(address!, index!, row!, column!, lengthAddress!);
    if (heap.length !== memory.buffer.byteLength) heap = Buffer.from(memory.buffer);
    const piece = input.text.slice(index, index! + pieceLength);
    heap.writeInt32LE(piece.length, lengthAddress!);
    heap.write(piece, address!, 'utf16le');
    heap.writeInt16LE(0, address! + piece.length * 2);
  };
  env.tree_sitter_progress_callback = (offset, hasError) => {
    if (input === null) return mayGoOn(offset!, hasError!);
    steps = (steps + 1) % stepsBetweenQuestions;
    return steps === 0 && input.isTooMuch();
  };
}
