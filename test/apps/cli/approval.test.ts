import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askForApproval } from '../../../apps/cli/approval.ts';
import type { CliContext, InputStream } from '../../../apps/cli/context.ts';
import { createTurnView } from '../../../apps/cli/render/turn-view.ts';
import { runAndPrint } from '../../../apps/cli/run-and-print.ts';
import { createScreen } from '../../../apps/cli/terminal/screen.ts';
import type { RunOptions, TurnResult } from '../../../graphs/index.ts';

const approval = {
  step: '1',
  question: 'Promote churn@3 to production?',
  agent: 'supervisor',
  action: 'promote_model',
  arguments: { model: 'churn\u001b[2J', version: '3' },
};

function collect() {
  let text = '';
  const write = (piece: string) => {
    text += piece;
    return true;
  };
  const screen = createScreen({ write }, {});
  return { screen, text: () => text };
}

describe('an approval', () => {
  const ask = async (answer: string | null) => {
    const { screen, text } = collect();
    const view = createTurnView({ out: screen, err: screen });
    const given = await askForApproval(approval, { view, screen, ask: async () => answer });
    return { given, text: text() };
  };

  it.each(['y', 'yes', ' Y ', 'YES'])('is given by %j', async (answer) => {
    expect((await ask(answer)).given).toBe(true);
  });

  it.each(['', 'n', 'yep', 'yes please', null])('is not given by %j', async (answer) => {
    expect((await ask(answer)).given).toBe(false);
  });

  it('is asked for with what would be done, and without control characters', async () => {
    const { text } = await ask('n');
    expect(text).toContain('Promote churn@3 to production?');
    expect(text).toContain('supervisor promote_model');
    expect(text).not.toContain('\u001b');
  });
});

describe('a run that needs an approval', () => {
  const result: TurnResult = {
    run: 'run_1',
    thread: null,
    status: 'waiting',
    answer: '',
    decidedBy: 'policy',
    steps: [],
    results: [],
    interrupt: approval,
  };
  const run = async (options: { yes?: boolean; json?: boolean }) => {
    const out = collect();
    const err = collect();
    let offered: RunOptions | null = null;
    const context: CliContext = {
      cwd: '/',
      env: {},
      stdin: () => Readable.from([]) as InputStream,
      out: out.screen,
      err: err.screen,
      signal: new AbortController().signal,
      isDebug: false,
      isOutputClosed: () => false,
    };
    const start = async (running: RunOptions) => {
      offered = running;
      const isApproved = (await running.approve?.(approval)) === true;
      return isApproved ? { ...result, status: 'done' as const, answer: 'Promoted.' } : result;
    };
    const status = await runAndPrint(context, start, options);
    return { status, out: out.text(), err: err.text(), offered: offered! as RunOptions };
  };

  it('waits where nobody can be asked, and says how to go on', async () => {
    const { status, out, err, offered } = await run({});
    expect(offered.approve).toBeUndefined();
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toContain('`opsmith runs resume run_1 --yes`');
  });

  it('goes on with --yes', async () => {
    expect(await run({ yes: true })).toMatchObject({ status: 0, out: 'Promoted.\n', err: '' });
  });

  it('has the question in its JSON document', async () => {
    const { out } = await run({ json: true });
    expect(JSON.parse(out)).toMatchObject({ status: 'waiting', interrupt: { action: 'promote_model' } });
  });
});
