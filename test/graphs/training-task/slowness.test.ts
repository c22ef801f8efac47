import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createSlowness, settledSlowness } from '../../../graphs/training-task/slowness.ts';

/** A thread that has been awake and at work for so many milliseconds in all, at each look. */
function thread(...looks: [awake: number, atWork: number][]) {
  const given = looks.map(([awake, atWork]) => ({ awake, atWork }));
  return () => given.shift()!;
}

it('is 1 on a machine that does nothing else, also where slices of time are rounded', () => {
  expect(createSlowness(thread([500, 490]))()).toBe(1);
  expect(createSlowness(thread([600, 500]))()).toBe(1);
});

it('is how long one second of work takes beside other programs, and no more than can be made up for', () => {
  expect(createSlowness(thread([900, 300]))()).toBeCloseTo(3);
  expect(createSlowness(thread([90_000, 300]))()).toBe(6);
});

it('follows what changes by halves, and tells nothing new by too little work', () => {
  const slowness = createSlowness(thread([800, 200], [810, 201], [1_000, 401]));
  expect(slowness()).toBeCloseTo(4);
  expect(slowness()).toBeCloseTo(4);
  expect(slowness()).toBeCloseTo(Math.sqrt(4 * (200 / 201)));
});

it('stays for a task what it was when its rows were read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-slowness-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const first = settledSlowness(folder);
  for (const until = performance.now() + 200; performance.now() < until; );
  expect(settledSlowness(folder)).toBe(first);
});
