import { basename } from 'node:path';
import type { TaskRequest } from './request.ts';

/** What the model will be called: as asked, else after its table and target, in letters, digits and dashes. */
export function modelName({ name, data, target }: Pick<TaskRequest, 'name' | 'data' | 'target'>): string {
  if (name !== null) return name;
  const table = basename(data).replace(/\.(csv|tsv|jsonl?|ndjson|parquet|txt)?(\.gz)?$/i, '');
  const plain = (text: string) =>
    text
      .replaceAll('ß', 'ss')
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 45)
      .toLowerCase();
  const [place, goal] = [plain(table), plain(target)];
  // A table that is called after its target says it once.
  if (`-${place}`.endsWith(`-${goal}`)) return place || 'model';
  return [place, goal].filter((part) => part !== '').join('-');
}
