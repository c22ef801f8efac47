import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startOllama } from '../../../fakes/ollama-service.ts';
import { createScriptedModel, type ModelStep } from '../../../fakes/scripted-model.ts';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const code = "const { exec } = require('child_process');\nexports.list = (folder) => exec('ls ' + folder);\n";

async function withModel(script: readonly ModelStep[]) {
  const { url } = await startOllama(createScriptedModel(script));
  const cwd = makeWorkspace({ 'a.js': code });
  const env = { OPSMITH_MODELS_PROVIDER: 'ollama', OLLAMA_HOST: url, OPSMITH_MODELS_RETRIES_ATTEMPTS: '1' };
  return { cwd, env };
}

const measure = { agent: 'code-analyst', action: 'measure_code', arguments: { paths: ['a.js'] } };
const broken: ModelStep = { fault: { status: 500, message: 'out of memory' } };

it('says once why the model was passed over, and answers all the same', async () => {
  const options = await withModel([broken]);
  const { status, stdout, stderr } = await runInProcess(['ask', 'measure a.js'], options);
  expect(status).toBe(0);
  expect(stdout).toContain('cyclomatic complexity');
  expect(stderr).toMatch(
    /^warning: ollama:tiny:1b at http:\S+ failed \(500\)\. It says: “out of memory”\.\n$/,
  );
});

it('says so of a plan and of a review too', async () => {
  const plan = await runInProcess(
    ['ask', '--plan-only', '--json', 'measure a.js'],
    await withModel([broken]),
  );
  expect(JSON.parse(plan.stdout)).toEqual({
    thread: expect.any(String),
    decidedBy: 'policy',
    steps: [measure],
  });
  expect(plan.stderr).toContain('out of memory');
  const review = await runInProcess(['review', 'a.js'], await withModel([broken]));
  expect(review.stdout).toContain('decided by policy');
  expect(review.stderr).toContain('out of memory');
});

it('says that the provider that was named is not there', async () => {
  const { cwd } = await withModel([]);
  const env = { OPSMITH_MODELS_PROVIDER: 'ollama', OLLAMA_HOST: '127.0.0.1:1' };
  const { status, stderr } = await runInProcess(['ask', 'measure a.js'], { cwd, env });
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /^warning: No language model: .* No Ollama answers at http:\/\/127\.0\.0\.1:1 .*\n$/,
  );
});

it('asks a model once for a review where its findings are not wanted, and shows what it says of it under the counts', async () => {
  const options = await withModel([{ json: { lead: [], text: 'Mend `exec` first.' } }]);
  const { stdout, stderr } = await runInProcess(['review', 'a.js', '--model-findings', 'off'], options);
  expect(stderr).toBe('');
  expect(stdout).toMatch(
    /\n1 finding \(1 \w+\) in 1 file, 2 lines of code; score [\d.]+ of 1\. Mend `exec`\sfirst\.\n/,
  );
  expect(stdout).toContain('decided by ollama:tiny:1b');
});

it('tells of an evaluation how many cases the model decided', async () => {
  const words = { text: 'no JSON' };
  const options = await withModel([{ json: { steps: [measure] } }, words, words]);
  const line = (id: string, input: string) =>
    JSON.stringify({ id, input, expected: { agent: 'code-analyst', action: 'measure_code' } });
  writeFileSync(
    join(options.cwd, 'two.jsonl'),
    `${line('a', 'measure a.js')}\n${line('b', 'metrics of a.js')}\n`,
  );
  const argv = ['eval', 'routing', '--dataset', 'two.jsonl', '--model', 'ollama:tiny:1b'];
  const { stdout } = await runInProcess(argv, options);
  expect(stdout).toContain('2 of 2 cases passed');
  expect(stdout).toMatch(/\ndecided by: (ollama:tiny:1b 1, policy 1|policy 1, ollama:tiny:1b 1)\n/);
});
