import type { LineOutcome, ReplSession } from './session.ts';

/** A command of the REPL: `/name words…`. */
export interface SlashCommand {
  name: string;
  /** Its words, as help shows them: `FILE…`. */
  usage: string;
  /** What it does, for help. */
  does: string;
  run(session: ReplSession, words: readonly string[]): Promise<LineOutcome>;
  /** Values for the next word, after those that stand already. Paths come by themselves. */
  complete?(session: ReplSession, words: readonly string[]): Promise<readonly string[]>;
}

/** A command that worked. */
export const done: LineOutcome = { status: 0 };
