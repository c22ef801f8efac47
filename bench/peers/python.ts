/** ruff and bandit, in the virtual environment of the cache. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Remark } from '../../evals/suites/review/match.ts';
import { pip } from '../corpora.ts';
import { run } from '../processes.ts';
import { collect, type Peer, type PeerFile } from './peer.ts';

const versions = { ruff: '0.17.6', bandit: '1.9.4' };
/** Families of ruff that look for what is or may be wrong, rather than for form. */
const wide = [
  'F',
  'E',
  'W',
  'B',
  'S',
  'BLE',
  'ASYNC',
  'A',
  'C90',
  'DTZ',
  'G',
  'LOG',
  'PERF',
  'PGH',
  'PIE',
  'PL',
  'PT',
  'RET',
  'RSE',
  'RUF',
  'SIM',
  'T20',
  'TRY',
  'UP',
];
const wrong = /^(?:F|B\d|S\d|BLE|ASYNC|PLE|PLW|E7|E9|TRY2|RUF0[0-9][0-9]|LOG)/;
const cut = /^(?:F401|F811|F841|RUF059)$/;
const gone = /^(?:F821|F822|I001|I002)$/;

function tool(name: keyof typeof versions): string {
  const command = join(dirname(pip()), name);
  if (!existsSync(command)) run(pip(), ['install', '--quiet', `${name}==${versions[name]}`]);
  return command;
}

function output(command: string, arguments_: readonly string[], folder: string): string {
  // Both end with 1 where they have found something.
  const { stdout, status, stderr } = spawnSync(command, arguments_, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status === null || status > 1)
    throw new Error(`${command} ended with ${status}: ${stderr.slice(-300)}`);
  return stdout;
}

interface RuffFinding {
  filename: string;
  code: string | null;
  location: { row: number };
  end_location: { row: number };
}

function ruffWith(name: string, setup: string, options: readonly string[]): Peer {
  return {
    name,
    setup: `ruff ${versions.ruff}, ${setup}`,
    artefacts: cut,
    never: gone,
    review(files, folder) {
      const text = output(
        tool('ruff'),
        ['check', '--isolated', '--no-cache', '--output-format', 'json', ...options, '.'],
        folder,
      );
      return collect(
        files,
        (JSON.parse(text) as RuffFinding[]).map(({ filename, code, location, end_location }) => ({
          path: filename,
          remark: {
            rule: code ?? 'syntax',
            category: 'any',
            severity: wrong.test(code ?? 'E9') ? 'medium' : 'low',
            line: location.row,
            endLine: end_location.row,
          },
        })),
      );
    },
  };
}

export const ruff = ruffWith('ruff', 'the rules that are on by default', []);
export const ruffWide = ruffWith('ruff, wide', `--select ${wide.join(',')}`, ['--select', wide.join(',')]);

interface BanditReport {
  results: {
    filename: string;
    test_id: string;
    test_name: string;
    issue_severity: string;
    line_number: number;
    line_range: number[];
  }[];
}

export const bandit: Peer = {
  name: 'bandit',
  setup: `bandit ${versions.bandit}, its default rules`,
  artefacts: /^$/,
  never: /^$/,
  review(files, folder) {
    const text = output(tool('bandit'), ['--quiet', '--recursive', '--format', 'json', '.'], folder);
    return collect(
      files,
      (JSON.parse(text) as BanditReport).results.map(
        ({ filename, test_id, issue_severity, line_number, line_range }) => ({
          path: join(folder, filename),
          remark: {
            rule: test_id,
            category: 'security',
            severity: issue_severity.toLowerCase(),
            line: line_number,
            endLine: Math.max(line_number, ...line_range),
          },
        }),
      ),
    );
  },
};

/** Two peers as one. */
export function together(first: Peer, second: Peer): Peer {
  return {
    name: `${first.name} + ${second.name}`,
    setup: `${first.setup}; ${second.setup}`,
    artefacts: new RegExp(`${first.artefacts.source}|${second.artefacts.source}`),
    never: new RegExp(`${first.never.source}|${second.never.source}`),
    review(files: readonly PeerFile[], folder: string) {
      const both = new Map<string, Remark[]>();
      const [one, two] = [first.review(files, folder), second.review(files, folder)];
      for (const { id } of files) both.set(id, [...one.get(id)!, ...two.get(id)!]);
      return both;
    },
  };
}
