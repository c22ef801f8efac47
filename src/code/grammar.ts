/** Loads the tree-sitter runtime and the grammars, once each, and knows their symbols and fields by number. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import { InternalError } from '../errors/index.ts';
import { type Productions, readProductions } from './productions.ts';
import { settleTiers } from './wasm-tiers.ts';

/** The views of the runtime's memory that Emscripten keeps up to date on the module object when memory grows. */
export interface RuntimeMemory {
  HEAPU8: Uint8Array;
  HEAPU16: Uint16Array;
  HEAPU32: Uint32Array;
}

export interface Grammar {
  readonly name: string;
  readonly language: Language;
  /** Names by symbol; the last entry is `ERROR`, for what could not be parsed. */
  readonly kinds: readonly string[];
  /** 1 for the symbols of named nodes, by symbol. */
  readonly named: Uint8Array;
  /** Names by field; entry 0 is the empty string. */
  readonly fields: readonly string[];
  /** What is needed to read trees from the runtime's memory; null where its layout is not the expected one. */
  productions: Productions | null;
}

const require = createRequire(import.meta.url);
const grammars = new Map<string, Promise<Grammar>>();
let runtime: Promise<RuntimeMemory> | undefined;

/** The runtime's memory, once `loadGrammar` has started the runtime. */
export function loadRuntime(): Promise<RuntimeMemory> {
  runtime ??= startRuntime();
  return runtime;
}

async function startRuntime(): Promise<RuntimeMemory> {
  // Emscripten makes the object that it is given its module, with the current views of memory as properties.
  const module: Partial<RuntimeMemory> = {};
  await Parser.init(module as unknown as Parameters<typeof Parser.init>[0]);
  if (!module.HEAPU8 || !module.HEAPU16 || !module.HEAPU32) {
    throw new InternalError(
      'The tree-sitter runtime does not show its memory: is web-tree-sitter another version?',
    );
  }
  await settleTiers(readLanguage);
  return module as RuntimeMemory;
}

function readLanguage(name: string): Promise<Language> {
  return Language.load(readFileSync(require.resolve(`tree-sitter-wasms/out/tree-sitter-${name}.wasm`)));
}

/** The grammar of `tree-sitter-<name>.wasm`; loaded at most once a thread. */
export function loadGrammar(name: string): Promise<Grammar> {
  let grammar = grammars.get(name);
  if (!grammar) {
    grammar = readGrammar(name);
    grammars.set(name, grammar);
  }
  return grammar;
}

async function readGrammar(name: string): Promise<Grammar> {
  const memory = await loadRuntime();
  const language = await readLanguage(name);
  const kinds: string[] = [];
  const named = new Uint8Array(language.nodeTypeCount + 1);
  for (let symbol = 0; symbol < language.nodeTypeCount; symbol++) {
    kinds.push(language.nodeTypeForId(symbol) ?? '');
    named[symbol] = language.nodeTypeIsNamed(symbol) ? 1 : 0;
  }
  named[kinds.length] = 1;
  kinds.push('ERROR');
  const fields = Array.from({ length: language.fieldCount + 1 }, (_, field) =>
    field === 0 ? '' : (language.fieldNameForId(field) ?? ''),
  );
  return {
    name,
    language,
    kinds,
    named,
    fields,
    productions: readProductions(memory, language, kinds, fields),
  };
}
