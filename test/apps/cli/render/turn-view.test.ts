import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTurnView } from '../../../../apps/cli/render/turn-view.ts';
import { createScreen } from '../../../../apps/cli/terminal/screen.ts';
import type { RunEvent, RunEventBody } from '../../../../src/observe/index.ts';
import { VirtualTerminal } from '../terminal/virtual-terminal.ts';

const event = (body: RunEventBody): RunEvent => ({
  ...body,
  run: 'run_1',
  seq: 1,
  at: '2026-01-01T00:00:00.000Z',
});
const begins = (step: string, action: string) =>
  event({ type: 'agent-start', step, agent: 'code-analyst', action, arguments: {} });
const ends = (step: string, tool: string, ok = true) =>
  event({ type: 'tool-end', step, tool, ok, seconds: 0.25, summary: `${tool} is through` });

function setUp(isTerminal = true) {
  const terminal = new VirtualTerminal(80, 12);
  const screen = createScreen(isTerminal ? terminal.stream : { ...terminal.stream, isTTY: false }, {
    NO_COLOR: '1',
  });
  return { terminal, view: createTurnView({ out: screen, err: screen, hint: 'Ctrl-C stops' }) };
}

describe('the view of a turn', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('shows who is at work, on what, and for how long', () => {
    const { terminal, view } = setUp();
    expect(terminal.lines()[0]).toMatch(/^. planning · 0 s · Ctrl-C stops$/);
    view.listen(begins('1', 'measure_code'));
    view.listen(event({ type: 'progress', step: '1', message: 'measuring', done: 3, total: 40 }));
    vi.advanceTimersByTime(2100);
    expect(terminal.lines()[0]).toMatch(/^. code-analyst measure code · 2 s · measuring 3 of 40 · Ctrl-C/);
    view.finish('**12** functions');
    expect(terminal.lines()).toEqual(['12 functions']);
  });

  it('says of each of several steps when it is done', () => {
    const { terminal, view } = setUp();
    const steps = ['a', 'b'].map((action) => ({ agent: 'code-analyst', action, arguments: {} }));
    view.listen(event({ type: 'plan', steps, decidedBy: 'policy', reason: '' }));
    view.listen(begins('1', 'a'));
    view.listen(begins('2', 'b'));
    view.listen(ends('1', 'inner_tool'));
    vi.advanceTimersByTime(100);
    expect(terminal.lines()).toHaveLength(2);
    view.listen(ends('1', 'a'));
    view.listen(ends('2', 'b', false));
    view.finish('done');
    expect(terminal.lines()).toEqual(['✓ a: a is through (0.3 s)', '✗ b: b is through (0.3 s)', 'done']);
  });

  it('shows of a training task the best candidate, the latest scores, and the time that is left', () => {
    const { terminal, view } = setUp();
    const steps = ['train_model', 'tune_model', 'validate_model'].map((action) => ({
      ...{ agent: 'trainer', action },
      arguments: action === 'train_model' ? { timeBudget: 20 } : {},
    }));
    view.listen(event({ type: 'plan', steps, decidedBy: 'policy', reason: '' }));
    view.listen(begins('1', 'train_model'));
    const tried = { step: '1', candidate: 'c', origin: 'first', metric: 'roc_auc', seconds: 1 };
    view.listen(event({ type: 'candidate', ...tried, family: 'linear', score: 0.81, isBest: true }));
    view.listen(event({ type: 'candidate', ...tried, family: 'neighbours', score: 0.75, isBest: false }));
    vi.advanceTimersByTime(5_000);
    expect(terminal.lines().slice(1, 4)).toEqual([
      '  best so far linear 0.81 roc_auc after 2 candidates',
      '  neighbours 0.75 · linear 0.81',
      expect.stringMatching(/ 5\.0 s of 20 s, 15 s left$/),
    ]);
    view.finish('done');
  });

  it('shows an answer as it is written, once', () => {
    const { terminal, view } = setUp();
    for (const text of ['First ', 'block.\n\n', 'Second ']) view.listen(event({ type: 'token', text }));
    vi.advanceTimersByTime(100);
    expect(terminal.lines().slice(0, 3)).toEqual(['First block.', '', 'Second']);
    view.listen(event({ type: 'token', text: 'block.' }));
    view.finish('First block.\n\nSecond block.');
    expect(terminal.lines()).toEqual(['First block.', '', 'Second block.']);
  });

  it('prints the answer where it is another than what was streamed', () => {
    const { terminal, view } = setUp();
    view.listen(event({ type: 'token', text: 'Half an ans' }));
    vi.advanceTimersByTime(100);
    view.finish('The policy says so.');
    expect(terminal.lines()).toEqual(['The policy says so.']);
  });

  it('goes on from what was streamed where the answer begins with it', () => {
    const { terminal, view } = setUp();
    view.listen(event({ type: 'token', text: 'It is short. ' }));
    vi.advanceTimersByTime(100);
    expect(terminal.lines()[0]).toBe('It is short.');
    view.finish('It is short.\n\nThe rest.');
    expect(terminal.lines()).toEqual(['It is short.', '', 'The rest.']);
  });

  it('takes back what was streamed when it starts again', () => {
    const { terminal, view } = setUp();
    view.listen(event({ type: 'token', text: 'Wrong. ' }));
    vi.advanceTimersByTime(100);
    view.listen(event({ type: 'token', text: '', restart: true }));
    view.listen(event({ type: 'token', text: 'Right. ' }));
    vi.advanceTimersByTime(100);
    expect(terminal.lines()[0]).toBe('Right.');
    view.finish('Right. Done.');
    expect(terminal.lines()).toEqual(['Right. Done.']);
  });

  it('is silent but for the Markdown of the answer where there is no terminal', () => {
    const { terminal, view } = setUp(false);
    view.listen(begins('1', 'measure_code'));
    view.listen(event({ type: 'token', text: 'The **ans' }));
    vi.advanceTimersByTime(500);
    view.finish('The **answer**\n');
    expect(terminal.written).toBe('The **answer**\n');
  });

  it('sends no control characters of what it shows', () => {
    const { terminal, view } = setUp();
    view.listen(begins('1', 'measure_code'));
    view.listen(event({ type: 'progress', step: '1', message: 'reading \u001b]0;x\u0007\u001b[2J' }));
    vi.advanceTimersByTime(200);
    view.finish('a\u001b[2Jb');
    expect(terminal.written).not.toContain('\u001b[2J');
    expect(terminal.written).not.toContain('\u001b]0');
  });
});
