/** A file read, parsed and outlined: what a worker does with each path. */
import { toError } from '../../errors/index.ts';
import { detectLanguage } from '../detect-language.ts';
import type { FileStamp } from '../encoded-analysis.ts';
import { type FoundFile, isCalledLikeCode, type SkippedPath } from '../find-files.ts';
import { loadLanguage } from '../language.ts';
import { readSource } from '../read-file-text.ts';
import { decodeSource } from '../source-text.ts';
import { TreeBuffer } from '../tree-buffer.ts';
import type { Outline } from './outline.ts';
import { readOutline } from './read-outline.ts';

/** What became of a file; null for one in a folder that is no code. */
export type OutlineOutcome = { outline: Outline; stamp: FileStamp } | { skipped: SkippedPath } | null;

/** Bigger buffers are given back after use. */
const keptNodes = 4_000_000;
let buffer = new TreeBuffer();

/** Outlines one file. Never throws: what goes wrong with a file is its outcome. */
export async function outlineFile(file: FoundFile): Promise<OutlineOutcome> {
  const skip = (code: SkippedPath['code'], reason: string) => ({
    skipped: { path: file.path, code, reason },
  });
  const read = readSource(file.absolute);
  if ('code' in read) return skip(read.code, read.reason);
  const decoded = decodeSource(read.bytes);
  if ('refused' in decoded) {
    // One that is called like code and is none was meant, as far as anybody can tell.
    const isMissed = file.named || decoded.refused === 'too-large' || isCalledLikeCode(file.path);
    return isMissed ? skip(decoded.refused, decoded.reason) : null;
  }
  try {
    const name = await detectLanguage({ path: file.path, source: decoded.text });
    if (name === null) return null;
    const language = await loadLanguage(name);
    const outline = await language.parser.complete(() => {
      language.parser.parseInto(decoded.text, buffer);
      return readOutline(buffer, language);
    });
    return { outline, stamp: read.stamp };
  } catch (thrown) {
    return skip('failed', toError(thrown).message);
  } finally {
    buffer.source = '';
    if (buffer.capacity > keptNodes) buffer = new TreeBuffer();
  }
}
