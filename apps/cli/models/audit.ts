import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../../src/errors/index.ts';
import type { AuditAnchor } from '../../../src/govern/index.ts';
import { type CliContext, type CommandResult, printJson } from '../context.ts';
import { renderEntries } from '../render/models-text.ts';
import { count } from '../terminal/format.ts';
import { wrap } from '../terminal/width.ts';
import { withRegistry } from './with-registry.ts';

export async function verifyAudit(
  context: CliContext,
  { head, json }: { head?: string; json?: boolean },
): CommandResult {
  const expected = head === undefined ? undefined : readHead(head);
  const report = await withRegistry(context, ({ registry }) => registry.audit.verify(expected));
  if (json) printJson(context, report);
  else {
    const { out } = context;
    if (report.ok)
      out.line(
        `${out.style.green('Unchanged')}: ${count(report.entries, 'entry', 'entries')}, each with the hash of the one before${report.entries === 0 ? '' : `, up to ${report.head.hash.slice(0, 12)}`}.`,
      );
    else {
      out.line(`${out.style.red('Changed')}: ${report.entries} entries.`);
      for (const { kind, message } of report.problems)
        for (const line of wrap(`${kind}: ${message}`, out.columns - 2)) out.line(`  ${line}`);
    }
  }
  return report.ok ? 0 : 1;
}

function readHead(text: string): AuditAnchor {
  const parts = /^\s*(\d{1,15}):([0-9a-f]{64})\s*$/.exec(text);
  if (parts !== null) return { seq: Number(parts[1]), hash: parts[2]! };
  throw new InputError(
    'bad-head',
    `--head takes NUMBER:HASH as \`opsmith audit head\` prints it; got ${JSON.stringify(text.slice(0, 90))}.`,
  );
}

export async function showAuditHead(context: CliContext, { json }: { json?: boolean }): CommandResult {
  const head = await withRegistry(context, ({ registry }) => registry.audit.head());
  if (json) printJson(context, head);
  else context.out.line(`${head.seq}:${head.hash}`);
  return 0;
}

export async function listAudit(
  context: CliContext,
  { model, kind, limit, json }: { model?: string; kind?: string; limit: number; json?: boolean },
): CommandResult {
  const entries = await withRegistry(context, ({ registry }) =>
    registry.audit.list({
      limit,
      ...(model !== undefined && { model }),
      ...(kind !== undefined && { kind }),
    }),
  );
  if (json) printJson(context, { entries });
  else if (entries.length === 0) context.out.line('There is no such entry.');
  else for (const line of renderEntries(entries, context.out)) context.out.line(line);
  return 0;
}

export async function exportAudit(context: CliContext, { out }: { out?: string }): CommandResult {
  const entries = await withRegistry(context, ({ registry }) => registry.audit.list());
  const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`);
  if (out === undefined) for (const line of lines) context.out.write(line);
  else {
    const file = resolve(context.cwd, out);
    writeFileSync(file, lines.join(''));
    context.err.line(`${entries.length} entries are in ${file}.`);
  }
  return 0;
}
