import type { RunView } from './render/live-view.ts';
import type { Screen } from './terminal/screen.ts';
import { printable } from './terminal/style.ts';

/** What a run asks before it changes the world (ApprovalRequest of the graphs). */
export interface Approval {
  question: string;
  agent: string;
  action: string;
  arguments: Record<string, unknown>;
}

/** Asks the person, with what would be done; everything but a yes is a no, and so is having nobody to ask. */
export async function askForApproval(
  approval: Approval,
  parts: {
    view: Pick<RunView, 'pause' | 'resume'>;
    screen: Screen;
    ask: ((question: string) => Promise<string | null>) | null;
  },
): Promise<boolean> {
  const { view, screen, ask } = parts;
  if (ask === null) return false;
  view.pause();
  const { style } = screen;
  screen.line(`${style.yellow('?')} ${style.bold(printable(approval.question))}`);
  screen.line(
    style.dim(printable(`  ${approval.agent} ${approval.action} ${JSON.stringify(approval.arguments)}`)),
  );
  const answer = await ask('  Go on? [y/N] ');
  view.resume();
  return answer !== null && /^\s*(?:y|yes)\s*$/i.test(answer);
}
