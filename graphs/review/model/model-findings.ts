import {
  applySuppressions,
  calledWithin,
  type Finding,
  parseSource,
  SymbolIndex,
  type SyntaxTree,
  suppressionsIn,
} from '../../../src/code/index.ts';
import { InterruptedError } from '../../../src/errors/index.ts';
import type { Models, RunLimits } from '../../../src/llm/index.ts';
import type { Analysed } from '../state.ts';
import { countDropped, type OpenAccount } from './account.ts';
import { argueAgainst } from './argue.ts';
import { cutIntoChunks, usualChunkCharacters } from './chunks.ts';
import { findInChunk } from './find.ts';
import { type Chunk, dataOf } from './question.ts';
import { showCode } from './shown-code.ts';

/** What the questions to a model share. */
export interface ModelQuestions {
  models: Models;
  run: string;
  limits: RunLimits;
  signal: AbortSignal;
}

export interface ModelFindingsOptions extends ModelQuestions {
  account: OpenAccount;
  /** Absolute; null where nothing beyond the code itself may be read. */
  workspace: string | null;
  mostChunks: number;
  onProgress?: (done: number, total: number) => void;
}

/** Questions that are under way at the same time. */
const parallelChunks = 4;
/** A character of code is about 0.3 tokens; half of a model's window is for the code, the rest for what stands around it. */
const windowShare = 0.5;
const charactersPerToken = 3;

/**
 * Lets a model propose findings and argues against each: what it gives back is what survived, by file. Whatever goes wrong with the model
 * costs its findings and nothing else; the account says what was done and why it ended.
 * @throws InterruptedError
 */
export async function modelFindings(analysed: Analysed, options: ModelFindingsOptions): Promise<Finding[][]> {
  const { account, limits, signal, mostChunks, onProgress } = options;
  const survivors: Finding[][] = analysed.files.map(() => []);
  const everyChunk = chunksOf(analysed, options);
  const chunks = everyChunk.slice(0, mostChunks);
  account.chunks.total = everyChunk.length;
  account.chunks.notShown = everyChunk.length - chunks.length;
  const around = { symbols: indexOf(analysed, options), scope: analysed.scope };
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < chunks.length) {
      const chunk = chunks[next]!;
      next += 1;
      if (signal.aborted) throw new InterruptedError();
      if (limits.tripped !== null) account.chunks.notShown += 1;
      else survivors[chunk.file]!.push(...(await surviving(chunk, around, options)));
      done += 1;
      onProgress?.(done, chunks.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallelChunks, chunks.length) }, worker));
  account.stopped = limits.tripped?.message ?? null;
  account.kept = survivors.flat().length;
  return survivors;
}

/** The findings of one chunk that survive. */
async function surviving(
  chunk: Chunk,
  { symbols, scope }: { symbols: SymbolIndex; scope: Analysed['scope'] },
  options: ModelFindingsOptions,
): Promise<Finding[]> {
  const { account, limits } = options;
  const tree = await treeOf(chunk);
  const prepared = dataOf(chunk, await definitionsFor(chunk, tree, symbols, options.signal));
  const found = await findInChunk(chunk, prepared, options);
  if (found.by === null) {
    // What a limit cut short was not the model's failure.
    if (limits.tripped !== null) account.chunks.notShown += 1;
    else {
      account.chunks.failed += 1;
      account.failure ??= found.reason;
    }
    return [];
  }
  account.by = found.by;
  account.chunks.answered += 1;
  account.cached += found.cached ? 1 : 0;
  account.proposed += found.proposed;
  account.corrected += found.corrected;
  const marks = tree === null ? [] : suppressionsIn(tree, chunk.language);
  const { kept: loud, suppressed } = applySuppressions(found.kept, marks);
  const open = scope === null ? loud : loud.filter((finding) => scope.touches(chunk.path, finding));
  countDropped(account, [
    ...found.dropped,
    ...suppressed.map(() => 'silenced' as const),
    ...Array.from({ length: loud.length - open.length }, () => 'outside-the-change' as const),
  ]);
  const kept: Finding[] = [];
  for (const finding of open) {
    const argued = await argueAgainst(finding, chunk, prepared.data, options);
    if (argued.outcome !== 'unargued') account.cached += argued.cached ? 1 : 0;
    if (argued.outcome === 'stands')
      kept.push({ ...finding, evidence: [`proposed by ${found.by}`, argued.evidence] });
    else if (argued.outcome === 'refuted') account.refuted += 1;
    else {
      account.unargued += 1;
      if (limits.tripped === null) account.failure ??= argued.reason;
    }
  }
  return kept;
}

/** All files as chunks, the ones with the hardest code and the gravest findings first. */
function chunksOf({ files, findings, scope, textOf }: Analysed, options: ModelFindingsOptions): Chunk[] {
  const most = chunkCharacters(options.models);
  const chunks = files.flatMap(({ path, language, functions, metrics }, file) => {
    const source = textOf(path);
    if (source === null || metrics.sloc === 0) return [];
    const found = findings[file] ?? [];
    const code = showCode(source, found);
    const stretches = cutIntoChunks(code, functions, most);
    // Of changes, a model is shown only the stretches that they touch.
    const meant = scope === null ? stretches : stretches.filter((stretch) => scope.touches(path, stretch));
    return meant.map((stretch): Chunk => {
      const lines = code.real.length;
      return { ...stretch, file, path, language, lines, code, functions, found };
    });
  });
  const weights = new Map(chunks.map((chunk) => [chunk, weightOf(chunk)]));
  return chunks.sort((left, right) => weights.get(right)! - weights.get(left)!);
}

function weightOf({ line, endLine, functions, found }: Chunk): number {
  const inside = <Place extends { line: number }>(place: Place) =>
    place.line >= line && place.line <= endLine;
  const cognitive = functions.filter(inside).reduce((sum, each) => sum + each.cognitive, 0);
  return cognitive + 2 * found.filter(inside).length;
}

function chunkCharacters({ config }: Models): number {
  const window = config.ollama.contextTokens;
  if (config.provider === 'openai' || config.provider === 'vertexai' || window === null)
    return usualChunkCharacters;
  return Math.min(usualChunkCharacters, Math.floor(window * windowShare * charactersPerToken));
}

/** The functions of the reviewed files; those of the rest of the workspace are read when they are asked for. */
function indexOf({ files, textOf }: Analysed, { workspace }: ModelFindingsOptions): SymbolIndex {
  const index = new SymbolIndex(workspace);
  for (const { path, functions } of files) {
    const source = textOf(path);
    if (source !== null) index.add(path, source, functions);
  }
  return index;
}

const mostNames = 40;

/** What the workspace has under the names that a chunk calls and does not define itself. */
async function definitionsFor(
  { language, line, endLine, functions }: Chunk,
  tree: SyntaxTree | null,
  symbols: SymbolIndex,
  signal: AbortSignal,
) {
  if (tree === null) return [];
  const own = new Set(
    functions.filter((each) => each.line >= line && each.endLine <= endLine).map(({ name }) => name),
  );
  const names = calledWithin(tree, language, { line, endLine }).filter((name) => !own.has(name));
  return symbols.find(names.slice(0, mostNames), signal);
}

/** The file's tree; null where it can't be parsed: it has been measured as far as that goes, and is shown without what it calls. */
async function treeOf({ path, language, code }: Chunk): Promise<SyntaxTree | null> {
  try {
    return (await parseSource({ path, source: code.real.join('\n'), language })).tree;
  } catch {
    return null;
  }
}
