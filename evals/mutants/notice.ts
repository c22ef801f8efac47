import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Origin } from './snippet.ts';
import { folderOf, type Source } from './sources.ts';

/** The notice that goes with the data set: which package each snippet is from, who holds its copyright, under which licence. */
export function noticeOf(origins: readonly Origin[], sources: readonly Source[]): string {
  const used = sources.filter((source) =>
    origins.some((origin) => origin.package === source.package && origin.registry === source.registry),
  );
  const rows = used.map((source) => {
    const count = origins.filter(
      (origin) => origin.package === source.package && origin.registry === source.registry,
    ).length;
    return `| ${source.package} ${source.version} | ${source.registry} | ${source.licence} | ${count} | ${holdersOf(source)} |`;
  });
  const preface = readFileSync(new URL('notice.md', import.meta.url), 'utf8').trimEnd();
  return `${preface.replace('<!-- packages -->', ['| package | from | licence | functions | copyright |', '|---|---|---|---|---|', ...rows].join('\n'))}\n`;
}

/** The lines of copyright in the package's licence or notice. */
function holdersOf(source: Source): string {
  const folder = folderOf(source);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) =>
        /(?:^|\/)(?:licen[cs]e|copying|notice|copyright)(?:[.-](?:txt|md|rst|mit|apache))*$/i.test(name) &&
        name.split('/').length < 5,
    )
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
    .slice(0, 3);
  const found = new Set<string>();
  for (const name of names) {
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      const match = /(?:copyright\s+(?:\(c\)|©|\d|20|19)|\(c\) \d|^\s*©).*/i.exec(line);
      if (match === null || /owner|holder|notice|license|\[yyyy\]|<year>/i.test(match[0])) continue;
      found.add(
        match[0]
          .replace(/[|\s]+/g, ' ')
          .replace(/[*/#]+\s*$/, '')
          .trim(),
      );
      if (found.size === 4) break;
    }
  }
  return found.size === 0 ? `the authors of ${source.package}` : [...found].join('; ');
}
