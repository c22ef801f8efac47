import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stepFitters, unexportableSteps } from '../../src/features/fit/step-fitters.ts';

it('the page on features names every step, and whether ONNX can express it', () => {
  const page = readFileSync(new URL('../../docs/features.md', import.meta.url), 'utf8');
  const told = [...page.matchAll(/^\| `(\w+)` \|.*\| (yes|no) \|$/gm)].map(([, name, isExportable]) => [
    name,
    isExportable,
  ]);
  const names = Object.keys(stepFitters) as (keyof typeof stepFitters)[];
  expect(told).toEqual(names.map((name) => [name, unexportableSteps.includes(name) ? 'no' : 'yes']));
});
