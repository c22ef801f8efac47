/** Loads the tree-sitter runtime and the grammars, once each, and knows their symbols and fields by number. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import type { GrammarNames } from './grammar-names.ts';
import { type Productions, readProductions } from './productions.ts';
import { type RuntimeMemory, startRuntime } from './runtime.ts';
import { allowOptimising, forbidOptimising } from './wasm-tiers.ts';

export interface Grammar extends GrammarNames {
  readonly language: Language;
  /** What is needed to read trees from the runtime's memory; null where its layout is not the expected one. */
  productions: Productions | null;
}

const require = createRequire(import.meta.url);
const grammars = new Map<string, Promise<Grammar>>();

/** The runtime's memory; the runtime is started when it is first asked for. */
export function loadRuntime(): Promise<RuntimeMemory> {
  return startRuntime(readLanguage);
}

function readLanguage(name: string): Promise<Language> {
  return Language.load(readModule(name));
}

function readModule(name: string): Buffer {
  return readFileSync(require.resolve(`tree-sitter-wasms/out/tree-sitter-${name}.wasm`));
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
  const module = readModule(name);
  const language = await Language.load(module);
  warmUp(language, module);
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

/** Calls what a grammar brings for the first time, which is when V8 decides whether it may be optimised. */
function warmUp(language: Language, module: Buffer): void {
  allowOptimising(module);
  const parser = new Parser();
  try {
    parser.setLanguage(language);
    parser.parse('a = { b: c(1, "d") }\n# e\n/* f */ // g\nif (h) { i[0].j }\n')?.delete();
  } finally {
    parser.delete();
    forbidOptimising();
  }
}
