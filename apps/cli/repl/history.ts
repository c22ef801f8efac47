import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../../src/host/index.ts';
import { holdsSecret } from '../../../src/llm/index.ts';

const mostLines = 1000;
const mostCharacters = 2000;

const secretWords =
  /\b(?:password|passwd|pwd|secret|token|api[-_ ]?key|access[-_ ]?key|credentials?)\b\s*(?:is\b|[:=])\s*\S+/i;

/** Whether the line looks like it holds a password, key or token: better one line too many than a secret on the disk. */
export function looksSecret(line: string): boolean {
  return (
    holdsSecret(line) ||
    secretWords.test(line) ||
    /:\/\/[^\s/:@]+:[^\s/@]+@/.test(line) ||
    line.split(/[\s'"`=:]+/).some(isRandomWord)
  );
}

/** A long word of mixed letters and digits that no path or name would be. */
function isRandomWord(word: string): boolean {
  if (word.length < 32 || !/^[A-Za-z0-9+/_=-]+$/.test(word) || word.split('/').length > 2) return false;
  if ((word.match(/\d/g)?.length ?? 0) < 3) return false;
  const changes = word.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|\d(?=[A-Za-z])/g)?.length ?? 0;
  return changes >= word.length / 4;
}

/** The lines of earlier sessions, newest first; none where there is no file or it can't be read. */
export function loadHistory(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .slice(-mostLines)
      .reverse();
  } catch {
    return [];
  }
}

/**
 * Saves the lines, newest first, for this person alone (mode 0600). Lines that look like they hold a secret are left out, and so are very
 * long ones. Lines that another session saved meanwhile are kept.
 */
export function saveHistory(file: string, fresh: readonly string[]): void {
  const lines = fresh.filter(
    (line) => line.trim() !== '' && line.length <= mostCharacters && !looksSecret(line),
  );
  if (lines.length === 0) return;
  const all = [...new Set([...lines, ...loadHistory(file)])].slice(0, mostLines).reverse();
  makeFolder(dirname(file));
  // Written aside and moved, so that a full disk leaves the old history as it was.
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, `${all.join('\n')}\n`, { mode: 0o600 });
  chmodSync(aside, 0o600);
  renameSync(aside, file);
}
