import type { Recommendation } from '../../src/code/index.ts';
import type { PreviousTurn } from '../define.ts';
import { counted, inlineCode } from '../tools/figures.ts';

/** Patches shown in one answer. */
const mostPatches = 5;

/** What mends the findings of the last review, and the commands that write it; null where it had no findings. */
export function mendFindings(previous: PreviousTurn): string | null {
  const findings = findingsOf(previous);
  if (findings.length === 0) return null;
  const mended = findings.filter(({ patch }) => typeof patch === 'string');
  if (mended.length === 0)
    return `None of the ${findings.length} findings has a patch: each says in words what to do. “Explain the first one” tells it at length.`;
  const lead = `${mended.length} of ${counted(findings.length, 'finding')} can be mended by a patch:`;
  const shown = mended
    .slice(0, mostPatches)
    .map(
      ({ severity, title, file, line, patch }) =>
        `**${severity}: ${title}** (${file === '' ? '' : `${inlineCode(file)} `}line ${line})\n\n${fenced(patch!)}`,
    );
  const more = mended.length > shown.length ? [`… and ${mended.length - shown.length} more.`] : [];
  return [lead, ...shown, ...more, commands(mended, previous.about?.paths)].join('\n\n');
}

/** How many findings of the last review have a patch, and what shows those; empty where none has. */
export function patchesOf(previous: PreviousTurn): string {
  const mended = findingsOf(previous).filter(({ patch }) => typeof patch === 'string').length;
  if (mended === 0) return '';
  return `\n\n${mended === 1 ? 'One of them has a patch' : `${mended} of them have a patch`}: “fix them” shows ${mended === 1 ? 'it' : 'those'}.`;
}

function findingsOf({ data = [] }: PreviousTurn): Recommendation[] {
  return data.flatMap((result) => {
    const { recommendations } = (result ?? {}) as { recommendations?: readonly Recommendation[] };
    return Array.isArray(recommendations) ? (recommendations as readonly Recommendation[]) : [];
  });
}

function fenced(patch: string): string {
  const fence = '`'.repeat(Math.max(3, ...(patch.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return `${fence}diff\n${patch.trimEnd()}\n${fence}`;
}

/** What writes the patches: those that are safe by themselves, the others for somebody to look at. Pasted code has no file to write. */
function commands(mended: readonly Recommendation[], about: unknown): string {
  const named = Array.isArray(about) ? about.map(String) : [...new Set(mended.map(({ file }) => file))];
  const paths = named.filter((path) => path !== '' && path !== '-');
  if (paths.length === 0) return 'Nothing was changed: this is code that was pasted.';
  const where = paths
    .slice(0, 10)
    .map((path) => (/^[\w./@\\:-]+$/.test(path) ? path : `"${path}"`))
    .join(' ');
  const safe = mended.filter(({ fix }) => fix === 'safe').length;
  return [
    'Nothing was changed.',
    safe === 0
      ? ''
      : `\`opsmith review ${where} --fix --write\` mends what is safe to mend (${safe} of these).`,
    safe === mended.length
      ? ''
      : `\`opsmith review ${where} --patch all.patch\` writes all of it as one patch, to be looked at before it is taken.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
