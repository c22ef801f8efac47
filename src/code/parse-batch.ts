/** What a worker thread does with a batch of files whose trees another thread measures: so that V8 compiles parser and walk in one of them each. */
import { toError } from '../errors/index.ts';
import { forgetText } from './code-units.ts';
import { type PackedTree, TreePacker } from './direct/packed-trees.ts';
import type { FoundFile } from './find-files.ts';
import { loadSourceParser } from './language.ts';
import type { WorkerAnswer } from './measure-batch.ts';
import type { MeasureFileOptions, ParsedText } from './measure-file.ts';
import { readFileText, skip } from './read-file-text.ts';

/** A file that is parsed and not measured. */
export interface ParsedOutcome {
  parsed: ParsedText;
  /** Where its tree lies in the answer's blocks. */
  tree: PackedTree;
}

/** Reads and parses a batch; what can't be parsed directly is left. */
export async function parseBatch(
  files: readonly FoundFile[],
  { language: given }: MeasureFileOptions,
  used: ArrayBuffer | undefined,
): Promise<{ answer: WorkerAnswer; buffers: ArrayBuffer[] }> {
  const packer = new TreePacker(used);
  const outcomes: WorkerAnswer['outcomes'] = [];
  for (const file of files) {
    const read = await readFileText(file, { language: given, isBrief: true });
    if (read === null || 'skipped' in read) {
      outcomes.push(read);
      continue;
    }
    const { text, language, errors, stamp } = read;
    try {
      const parser = await loadSourceParser(language);
      outcomes.push(
        parser.parseDirectly(text, packer)
          ? { parsed: { text, language, errors, stamp }, tree: packer.keep() }
          : 'left',
      );
    } catch (thrown) {
      outcomes.push(skip(file, 'failed', toError(thrown).message));
    }
  }
  forgetText();
  const { blocks } = packer;
  return { answer: { outcomes, blocks }, buffers: blocks };
}
