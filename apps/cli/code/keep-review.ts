import { readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FullReview } from '../../../graphs/review/index.ts';
import { coveragePlaces, type FoundFiles, findFiles, type SkipCode } from '../../../src/code/index.ts';
import { peekHome } from '../../../src/config/index.ts';
import { ollamaServer } from '../../../src/llm/index.ts';
import { keepReview, noteSeen, type ReviewKeeper } from '../../../src/review/index.ts';
import { storeForm } from '../../../src/store/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import type { CliContext } from '../context.ts';
import type { Screen } from '../terminal/screen.ts';
import { storePath } from '../workbench.ts';
import { isRepeatable, repeatKey } from './repeat-key.ts';
import { isSilent } from './repeat-review.ts';
import type { ReviewBench } from './review-bench.ts';
import { repositoryAround } from './review-print.ts';
import type { ReviewRequest } from './review-request.ts';

/** A review that is done in earnest, and is to be kept so that `repeatReview` can print it again. */
export interface Keeping {
  /** The context with an eye on what goes to standard error. */
  readonly context: CliContext;
  /** Finds the files and notes all that the review will read; null where it is not to be kept after all. */
  look(request: ReviewRequest, bench: ReviewBench): Promise<FoundFiles | null>;
  /** Where its outputs go besides; null where it is not kept. */
  open(review: FullReview): ReviewKeeper | null;
  finish(status: number): void;
  /** Keeps nothing of what was not finished. */
  close(): void;
}

/** What lies on the disk decides these; other reasons may go away without a file's having changed. */
const settledSkips: ReadonlySet<SkipCode> = new Set(['binary', 'too-large', 'language-unknown', 'bad-rule']);

/** Begins before anything is read that the review follows from; null where the command line is none that is repeated. */
export async function startKeeping(
  context: CliContext,
  paths: readonly string[],
  options: ReviewOptions,
): Promise<Keeping | null> {
  if (!isRepeatable(paths, options)) return null;
  const peeked = await peekHome(context.cwd, context.env);
  if (peeked === null) return null;
  const { home } = peeked;
  const key = repeatKey(context, paths, options);
  const notes = noteSeen();
  if (peeked.file !== null) notes.file(peeked.file);
  for (const path of peeked.absent) notes.existence(path, false);
  let said = '';
  let isFit = false;
  let silentServer: string | null = null;
  let kept: { keeper: ReviewKeeper; review: FullReview } | null = null;
  const listen = (text: string): void => {
    said += text;
  };
  return {
    context: { ...context, err: overheard(context.err, listen) },
    async look({ workspace, input }, { config, home: actual }) {
      const { provider, fallbacks, ollama } = config.models;
      if (actual !== home || fallbacks.length > 0 || !['none', 'auto'].includes(provider)) return null;
      if (provider === 'auto') {
        silentServer = ollamaServer(ollama.baseUrl, context.env.OLLAMA_HOST);
        if (!(await isSilent(silentServer))) return null;
      }
      try {
        notes.link(workspace, realpathSync(workspace));
        repositoryAround(context.cwd, notes.existence);
        const reads = [
          ...coveragePlaces({ report: config.code.coverage ?? undefined, directory: workspace, workspace }),
          ...(input.baseline === undefined ? [] : [resolve(workspace, input.baseline)]),
        ];
        for (const path of reads) notes.file(path);
        for (const name of ['rules', 'metrics'])
          if (!noteFolder(resolve(workspace, config.review.folder, name))) return null;
        const found = findFiles(input.paths ?? [], {
          workspace,
          directory: workspace,
          anyName: input.language !== undefined,
          witness: notes,
        });
        for (const { absolute } of found.files) notes.file(absolute);
        isFit = true;
        return found;
      } catch {
        // The review tells of it.
        return null;
      }
    },
    open(review) {
      const { skipped, model, learning, run } = review.result;
      const isSettled = skipped.every(({ code }) => settledSkips.has(code));
      if (!isFit || !isSettled || model !== null || learning !== undefined) return null;
      kept = { keeper: keepReview(home, { key, run }), review };
      return kept.keeper;
    },
    finish(status) {
      if (kept === null) return;
      const form = storeForm(storePath(home));
      const { run, files } = kept.review.result;
      if (form === null) return;
      const seen = notes.record();
      kept.keeper.finish({ run, status, said, storeForm: form, silentServer, files: files.length, seen });
    },
    close: () => kept?.keeper.close(),
  };

  /** A folder of the project's own rules; false for one with links, which lead elsewhere. */
  function noteFolder(folder: string): boolean {
    notes.existence(folder, false);
    let entries: ReturnType<typeof entriesOf>;
    try {
      entries = entriesOf(folder);
    } catch (thrown) {
      return (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    }
    notes.existence(folder, true);
    notes.folder(folder, entries);
    for (const { name } of entries) notes.file(join(folder, name));
    return entries.every((entry) => entry.isFile());
  }
}

function entriesOf(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

function overheard(screen: Screen, listen: (text: string) => void): Screen {
  const write = (text: string): void => {
    listen(text);
    screen.write(text);
  };
  // Columns and rows are asked anew each time.
  return Object.assign(Object.create(screen) as Screen, {
    write,
    line: (text = '') => write(`${text}\n`),
  });
}
