import { join } from 'node:path';
import { retellReview } from '../../../graphs/review/index.ts';
import { peekHome } from '../../../src/config/index.ts';
import type { ExitStatus } from '../../../src/errors/index.ts';
import { findKeptReview, isAsSeen, type KeptPiece } from '../../../src/review/index.ts';
import { repeatRun } from '../../../src/store/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import type { CliContext } from '../context.ts';
import { isRepeatable, repeatKey } from './repeat-key.ts';
import { checkReport, writeReport } from './write-report.ts';

/** A server that neither answers nor refuses is for the review itself to wait for. */
const connectMs = 200;

/**
 * Prints a review again of which nothing has changed: not the files nor which there are, not the configuration, rules, baseline, program,
 * command line or terminal. It is a run of its own on record. Null where anything is not as it was, or not known to be; nothing is
 * printed then.
 * @throws InputError `cannot-write`
 */
export async function repeatReview(
  context: CliContext,
  paths: readonly string[],
  options: ReviewOptions,
): Promise<ExitStatus | null> {
  const startedAt = new Date();
  const begin = performance.now();
  if (!isRepeatable(paths, options)) return null;
  const peeked = await peekHome(context.cwd, context.env);
  if (peeked === null) return null;
  const { home } = peeked;
  const kept = findKeptReview(home, repeatKey(context, paths, options));
  if (kept === null) return null;
  try {
    if (!isAsSeen(kept.seen)) return null;
    if (kept.silentServer !== null && !(await isSilent(kept.silentServer))) return null;
    const outputs = kept.read();
    if (outputs === null) return null;
    for (const file of kept.outputs) if (file !== null) checkReport(context, file);
    const seconds = (performance.now() - begin) / 1_000;
    const run = repeatRun({
      path: join(home, 'opsmith.db'),
      form: kept.storeForm,
      of: kept.run,
      startedAt,
      retell: (tale) => retellReview(tale, { of: kept.run, seconds, files: kept.files }),
    });
    if (run === null) return null;
    for (const [place, file] of kept.outputs.entries()) {
      const pieces = (outputs[place] ?? []).map((piece) => withRun(piece, run));
      if (file === null) for (const piece of pieces) context.out.write(piece.toString('utf8'));
      else writeReport(context, file, pieces);
    }
    if (kept.said !== '') context.err.write(kept.said.replaceAll(kept.run, run));
    return kept.status as ExitStatus;
  } finally {
    kept.close();
  }
}

function withRun({ bytes, idsAt }: KeptPiece, run: string): Buffer {
  for (const place of idsAt) bytes.write(run, place, 'latin1');
  return bytes;
}

/** Whether nobody listens at an address, told by a connection that is refused. */
export function isSilent(address: string): Promise<boolean> {
  // Loaded where it is needed: with it a review that is printed again would take a twentieth longer.
  const { connect } = process.getBuiltinModule('node:net');
  return new Promise((resolve) => {
    const { hostname, port, protocol } = new URL(address);
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80) });
    const end = (isSilentThere: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isSilentThere);
    };
    const timer = setTimeout(() => end(false), connectMs);
    socket.on('connect', () => end(false));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED'));
  });
}
