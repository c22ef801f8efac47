/** A language that is ready to measure: its declaration compiled against its grammar, and a parser. */
import { InternalError } from '../errors/index.ts';
import { type CompiledLanguage, compileDeclaration } from './compile-declaration.ts';
import type { LanguageDeclaration } from './declaration.ts';
import { declarations } from './languages/index.ts';
import { SourceParser } from './source-parser.ts';
import type { LanguageName } from './types.ts';

export interface Language {
  readonly name: LanguageName;
  readonly compiled: CompiledLanguage;
  readonly parser: SourceParser;
}

const languages = new Map<LanguageName, Promise<Language>>();

/** The language, loaded at most once a thread. */
export function loadLanguage(name: LanguageName): Promise<Language> {
  let language = languages.get(name);
  if (!language) {
    language = readLanguage(name);
    languages.set(name, language);
  }
  return language;
}

async function readLanguage(name: LanguageName): Promise<Language> {
  const parser = await loadSourceParser(name);
  return { name, compiled: compileDeclaration(declarationOf(name), parser.grammar), parser };
}

const parsers = new Map<LanguageName, Promise<SourceParser>>();

/** The parser of a language, for a thread that measures nothing itself. */
export function loadSourceParser(name: LanguageName): Promise<SourceParser> {
  let parser = parsers.get(name);
  if (!parser) {
    parser = SourceParser.open(declarationOf(name).grammar);
    parsers.set(name, parser);
  }
  return parser;
}

function declarationOf(name: LanguageName): LanguageDeclaration {
  const declaration: LanguageDeclaration | undefined = declarations[name];
  if (!declaration) throw new InternalError(`No declaration for ${name}.`);
  return declaration;
}
