import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const bad = (name: string) => `export function ${name}(text) {\n  return eval(text);\n}\n`;
const settings = JSON.stringify({ learning: { developer: 'ann' } });

interface Found {
  id: string;
  file: string;
  acceptance: number;
  evidence: string[];
}
interface Document {
  recommendations: Found[];
  learning?: { verdicts: number; developer: string; heldBack: number };
}

let cwd: string;
const opsmith = (...argv: string[]) => runInProcess(argv, { cwd });
const reviewed = async (...options: string[]): Promise<Document> =>
  JSON.parse((await opsmith('review', 'src', '--json', ...options)).stdout);

beforeEach(() => {
  cwd = makeWorkspace({
    'opsmith.config.json': settings,
    ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`src/f${n}.js`, bad(`f${n}`)])),
  });
});

describe('opsmith feedback', () => {
  it('is followed by the next review, with the reason, though nothing in the code has changed', async () => {
    const before = await reviewed();
    expect(before.learning).toBeUndefined();
    const [first, second] = before.recommendations;
    const { status, stdout } = await opsmith(
      'feedback',
      first!.id,
      'reject',
      '--comment',
      'the input is our own',
    );
    expect(status).toBe(0);
    expect(stdout).toContain('rejected by ann');
    const after = await reviewed();
    expect(after.learning).toEqual({ verdicts: 1, developer: 'ann', heldBack: 0 });
    const now = after.recommendations.find(({ id }) => id === second!.id)!;
    expect(now.acceptance).toBeLessThan(second!.acceptance);
    expect(now.evidence.join('\n')).toContain('the input is our own');
    expect(now.evidence.join('\n')).toContain('was rejected, judged by you');
  });

  it('takes a verdict that its score contradicts, and says which of the two counts', async () => {
    const { recommendations } = await reviewed();
    const [first, second] = recommendations;
    const one = await opsmith('feedback', first!.id, 'reject', '--score', '0.9');
    expect(one).toMatchObject({ status: 0, stderr: expect.stringContaining('the rejection counts') });
    const before = await opsmith('feedback', second!.id, 'reject', '--score', '0.2');
    expect(before.stderr).toBe('');
    writeFileSync(
      join(cwd, 'b.jsonl'),
      JSON.stringify({ recommendationId: second!.id, type: 'accept', score: 0.1 }),
    );
    const many = await opsmith('feedback', '--batch', 'b.jsonl', '--json');
    expect(many.status).toBe(0);
    expect(JSON.parse(many.stdout)).toMatchObject({
      replaced: 1,
      bad: [],
      contradicting: [{ line: 1, message: expect.stringContaining('it counts as accepted') }],
    });
  });

  it('lists the best of all that are open, not of the latest few', async () => {
    const { recommendations } = await reviewed();
    await opsmith('feedback', recommendations[0]!.id, 'reject');
    const list = async (...options: string[]) =>
      JSON.parse((await opsmith('recommendations', 'list', '--open', '--json', ...options)).stdout);
    const all = await list();
    const first = await list('--limit', '2');
    expect(first).toMatchObject({ total: 5 });
    expect(first.recommendations).toEqual(all.recommendations.slice(0, 2));
  });

  it('holds back what was rejected five times; --all shows it, and gates count it', async () => {
    const { recommendations } = await reviewed();
    for (const { id } of recommendations.slice(0, 5)) await opsmith('feedback', id, 'reject');
    const after = await reviewed();
    expect(after.recommendations).toEqual([]);
    expect(after.learning).toMatchObject({ heldBack: 6 });
    expect((await reviewed('--all')).recommendations).toHaveLength(6);
    const gate = await opsmith('review', 'src', '--fail-on', 'medium');
    expect(gate.status).toBe(1);
    expect(gate.stdout).toContain('6 findings unlikely to be accepted held back');
  });

  it('is kept, and changes no review, where learning is switched off', async () => {
    const before = await reviewed();
    writeFileSync(join(cwd, 'opsmith.config.json'), JSON.stringify({ learning: { enabled: false } }));
    for (const { id } of before.recommendations.slice(0, 5)) await opsmith('feedback', id, 'reject');
    const { run: _, ...after } = (await reviewed()) as Document & { run: string };
    const { run: __, ...plain } = before as Document & { run: string };
    expect(after).toEqual(plain);
    const listed = JSON.parse((await opsmith('recommendations', 'list', '--json')).stdout);
    expect(listed.verdicts).toBe(5);
  });

  it('takes the beginning of an id, and names near ones of one that there is not', async () => {
    const [first] = (await reviewed()).recommendations;
    expect((await opsmith('feedback', first!.id.slice(4, 10), 'accept')).status).toBe(0);
    const unknown = await opsmith('feedback', `${first!.id.slice(0, -1)}x`, 'accept');
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain(first!.id);
    expect((await opsmith('feedback', 'rec_', 'accept')).status).toBe(2);
  });

  it('says a thing once, however often it is said, and lets the later one count', async () => {
    const [first] = (await reviewed()).recommendations;
    const give = async (verdict: string) =>
      JSON.parse((await opsmith('feedback', first!.id, verdict, '--json')).stdout).outcome;
    expect([await give('reject'), await give('reject'), await give('accept')]).toEqual([
      'new',
      'same',
      'replaced',
    ]);
    const shown = JSON.parse((await opsmith('recommendations', 'show', first!.id, '--json')).stdout);
    expect(shown.history.map((each: { type: string; counts: boolean }) => [each.type, each.counts])).toEqual([
      ['reject', false],
      ['accept', true],
    ]);
  });

  it('applies the good lines of a batch and reports the bad ones one by one', async () => {
    const [first, second] = (await reviewed()).recommendations;
    const lines = [
      { recommendationId: first!.id, type: 'reject', developerId: 'ben' },
      'not JSON',
      { recommendationId: 'rec_0000000000', type: 'accept' },
      { recommendationId: second!.id, type: 'modify', score: 0.8 },
    ];
    writeFileSync(
      join(cwd, 'batch.jsonl'),
      lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
    );
    const { status, stdout, stderr } = await opsmith('feedback', '--batch', 'batch.jsonl');
    expect(status).toBe(1);
    expect(stdout).toBe('2 verdicts applied, 2 bad lines.\n');
    expect(stderr).toContain('batch.jsonl:2: not JSON');
    expect(stderr).toContain('batch.jsonl:3: There is no recommendation "rec_0000000000"');
    const again = JSON.parse((await opsmith('feedback', '--batch', 'batch.jsonl', '--json')).stdout);
    expect(again).toMatchObject({ applied: 0, same: 2, bad: [{ line: 2 }, { line: 3 }] });
  });

  it('lets the later one of a batch count by its date, and says what it took for history', async () => {
    const [first] = (await reviewed()).recommendations;
    const recommendationId = first!.id;
    const lines = [
      { recommendationId, type: 'accept', timestamp: '2026-02-01T00:00:00Z' },
      { recommendationId, type: 'reject', timestamp: '2026-01-01T00:00:00Z' },
    ];
    writeFileSync(join(cwd, 'dated.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
    const { stdout } = await opsmith('feedback', '--batch', 'dated.jsonl');
    expect(stdout).toBe('1 verdict applied, 1 earlier than what counts and kept as history.\n');
    const again = await opsmith('feedback', '--batch', 'dated.jsonl');
    expect(again.stdout).toBe('0 verdicts applied, 2 known already.\n');
    const shown = await opsmith('recommendations', 'show', recommendationId);
    expect(shown.stdout).toContain('ann: reject, no longer counts');
    // Its own verdict is none on others like it.
    expect(shown.stdout).not.toContain('like it');
  });

  it.each([
    [['feedback']],
    [['feedback', 'rec_1234']],
    [['feedback', 'rec_1234', 'perhaps']],
    [['feedback', 'rec_1234', 'accept', '--score', '2']],
    [['feedback', 'rec_1234', 'accept', '--developer', ' ']],
    [['feedback', '--batch', 'a.jsonl', '--from-git']],
    [['feedback', '--since', 'main']],
    [['feedback', '--batch', 'missing.jsonl']],
    [['feedback', '--from-git']],
    [['recommendations', 'show', 'rec_nothing']],
    [['recommendations', 'rollback', 'x']],
    [['recommendations', 'rollback', '9']],
  ])('refuses %j with a sentence', async (argv) => {
    const { status, stderr } = await opsmith(...argv);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^opsmith: .{20,}/);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });
});

describe('opsmith recommendations', () => {
  it('lists them by what they are worth to whoever asks, and shows why', async () => {
    const [first, second] = (await reviewed()).recommendations;
    await opsmith('feedback', first!.id, 'reject', '--comment', 'our own input');
    const listed = JSON.parse((await opsmith('recommendations', 'list', '--open', '--json')).stdout);
    expect(listed.verdicts).toBe(1);
    expect(listed.recommendations.map(({ id }: Found) => id)).not.toContain(first!.id);
    const { stdout } = await opsmith('recommendations', 'show', second!.id);
    expect(stdout).toContain('Likely to be accepted by ann');
    expect(stdout).toContain('rejected one in');
    expect(stdout).toContain('our own input');
    expect(stdout).toMatch(/-\d\.\d\d {2}rule eval-of-data \(1 verdict\)/);
  });

  it('tells of rankers, and keeps the one that is live where too little is known', async () => {
    expect((await opsmith('recommendations', 'rankers')).stdout).toContain('all verdicts count alike');
    const { status, stdout } = await opsmith('recommendations', 'retrain');
    expect(status).toBe(0);
    expect(stdout).toContain('Ranker 0 stays. 0 verdicts are too few');
  });
});
