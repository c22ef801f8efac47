import type { Finding, FunctionMetrics, LanguageName, SymbolDefinition } from '../../../src/code/index.ts';
import { asBlock } from '../../../src/llm/index.ts';
import type { Stretch } from './chunks.ts';
import { numbered, type ShownCode, showCode, shownName } from './shown-code.ts';

/** A stretch of a file under review, with all that is known of it. */
export interface Chunk extends Stretch {
  /** Number of the file among those reviewed. */
  file: number;
  path: string;
  language: LanguageName;
  /** Lines of the whole file. */
  lines: number;
  code: ShownCode;
  /** The file's functions, and what the rules found in the file. */
  functions: readonly FunctionMetrics[];
  found: readonly Finding[];
}

/** What both questions about a stretch of code are asked with, as data of a prompt. */
export interface ChunkData extends Record<string, unknown> {
  place: { file: string; language: LanguageName; lines: string };
  functions: unknown[];
  rules: unknown[];
  symbols: unknown;
  code: unknown;
}

const mostFunctions = 40;
const mostRules = 30;
/** Characters of definitions from elsewhere. */
const mostSymbols = 2_400;

/** The data of a chunk's prompts, and all of it as plain text: the figures in it were computed. */
export function dataOf(
  chunk: Chunk,
  definitions: readonly SymbolDefinition[],
): { data: ChunkData; told: string } {
  const { line, endLine, path, language, lines } = chunk;
  const place = {
    file: path === '' ? '(pasted code)' : shownName(path),
    language,
    lines: `${line} to ${endLine} of ${lines}`,
  };
  const functions = chunk.functions
    .filter((each) => each.line <= endLine && each.endLine >= line)
    .slice(0, mostFunctions)
    .map(({ name, line: first, endLine: last, cyclomatic, cognitive, nesting, parameters }) => ({
      name: shownName(name),
      lines: `${first}-${last}`,
      cyclomatic,
      cognitive,
      nesting,
      parameters,
    }));
  const rules = chunk.found
    .filter((each) => each.line <= endLine && each.endLine >= line)
    .slice(0, mostRules)
    .map(({ line: first, endLine: last, severity, category, title }) => ({
      lines: `${first}-${last}`,
      severity,
      category,
      title,
    }));
  const symbols = symbolsText(definitions);
  const code = numbered(chunk.code, line, endLine);
  return {
    data: {
      place,
      functions,
      rules,
      symbols: symbols === '' ? 'nothing' : asBlock(symbols),
      code: asBlock(code),
    },
    told: [JSON.stringify({ place, functions, rules }), symbols, code].join('\n'),
  };
}

function symbolsText(definitions: readonly SymbolDefinition[]): string {
  let text = '';
  for (const { path, line, text: definition } of definitions) {
    const { shown } = showCode(definition, []);
    const entry = `${shownName(path)}:${line}\n${shown.join('\n')}\n\n`;
    if (text.length + entry.length > mostSymbols) break;
    text += entry;
  }
  return text.trimEnd();
}
