/** Reads `git log --numstat -z` as it streams by: who changed which files when. */
import type { Git } from '../../host/index.ts';

/** A commit with the files that it changed, by their paths of today where they were renamed since. */
export interface LoggedCommit {
  /** Milliseconds since 1970. */
  atMs: number;
  /** `NAME <EMAIL>`, as the mailmap says. */
  author: string;
  files: { path: string; added: number; removed: number }[];
}

/** Begins each commit; no path and no name has these characters. */
const mark = '\u0001';

/**
 * Hands on the commits, the newest first; merges are left out, since their parts are there. Gives how many files were renamed in them.
 *
 * @throws OpsmithError where git fails
 */
export async function readLog(
  git: Git,
  { range, limit }: { range: string; limit: number },
  onCommit: (commit: LoggedCommit) => void,
): Promise<number> {
  const reader = createLogReader(onCommit);
  await git.stream(
    [
      'log',
      '--no-merges',
      '--no-show-signature',
      '--no-ext-diff',
      '--no-textconv',
      '--relative',
      '-M',
      '-l400',
      '--numstat',
      '-z',
      `--max-count=${limit}`,
      `--format=${mark}%at%x00%aN <%aE>`,
      range,
      '--',
    ],
    reader.push,
  );
  reader.end();
  return reader.renames;
}

/** Reads the log in whatever pieces it comes. */
export function createLogReader(onCommit: (commit: LoggedCommit) => void): {
  push(chunk: Buffer): void;
  end(): void;
  readonly renames: number;
} {
  const decoder = new TextDecoder();
  let rest = '';
  let commit: LoggedCommit | null = null;
  let isHead = false;
  /** A renamed file: its names follow, the old and the new one. */
  let renamed: { added: number; removed: number; old: string | null } | null = null;
  let renames = 0;
  /** Paths of today by those of before. */
  const today = new Map<string, string>();

  const finish = (): void => {
    if (commit !== null && commit.files.length > 0) onCommit(commit);
    commit = null;
  };
  const add = (path: string, added: number, removed: number): void => {
    commit?.files.push({ path: today.get(path) ?? path, added, removed });
  };
  const take = (field: string): void => {
    if (field.startsWith(mark) || field.startsWith(`\n${mark}`)) {
      finish();
      commit = { atMs: Number(field.slice(field.indexOf(mark) + 1)) * 1000, author: '', files: [] };
      isHead = true;
    } else if (isHead && commit !== null) {
      commit.author = field;
      isHead = false;
    } else if (renamed !== null) {
      if (renamed.old === null) {
        renamed.old = field;
        return;
      }
      renames += 1;
      today.set(renamed.old, today.get(field) ?? field);
      add(field, renamed.added, renamed.removed);
      renamed = null;
    } else {
      const match = /^\n?(\d+|-)\t(\d+|-)\t(.*)$/s.exec(field);
      if (match === null) return;
      const [, added = '', removed = '', path = ''] = match;
      const lines = { added: Number(added) || 0, removed: Number(removed) || 0 };
      if (path === '') renamed = { ...lines, old: null };
      else add(path, lines.added, lines.removed);
    }
  };
  return {
    push(chunk) {
      const fields = (rest + decoder.decode(chunk, { stream: true })).split('\0');
      rest = fields.pop() ?? '';
      for (const field of fields) take(field);
    },
    end() {
      if (rest !== '') take(rest);
      rest = '';
      finish();
    },
    get renames() {
      return renames;
    },
  };
}
