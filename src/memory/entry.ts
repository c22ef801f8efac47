import { z } from 'zod';
import { InputError } from '../errors/index.ts';

/** Longest text of an entry, UTF-16 characters. */
export const longestText = 64_000;
const longestKey = 200;

export const Namespace = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'must be 1 to 64 of a-z, 0-9, ".", "_" and "-", and begin with a letter or digit',
  );
const Key = z
  .string()
  .min(1)
  .max(longestKey)
  .regex(/^[^\p{Cc}\p{Cf}]+$/u, 'must hold no control characters');
const FactName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/, 'must be a plain name, such as "kind"');
const FactValue = z.union([z.string().max(2_000), z.number(), z.boolean()]);

/** What an entry says of itself beside its text; searches filter by it. */
export const Metadata = z
  .record(FactName, FactValue)
  .refine((facts) => Object.keys(facts).length <= 32, 'must hold at most 32 names');
export type Metadata = z.infer<typeof Metadata>;

export const NewEntry = z.strictObject({
  namespace: Namespace,
  key: Key,
  text: z
    .string()
    .refine((text) => text.trim() !== '', 'must not be empty')
    .refine(
      (text) => text.length <= longestText,
      `must be at most ${longestText} characters; cut it into parts with a key each`,
    ),
  metadata: Metadata.default({}),
  /** Who said it: `person`, or an agent's name. */
  source: z.string().min(1).max(100).default('person'),
  run: z.string().nullable().default(null),
  /** Seconds after which it is forgotten; null: never. */
  ttlSeconds: z.number().positive().max(3e9).nullable().default(null),
});
export type NewEntry = z.input<typeof NewEntry>;

/** Something remembered. */
export interface MemoryEntry {
  namespace: string;
  key: string;
  text: string;
  metadata: Metadata;
  source: string;
  run: string | null;
  createdAt: string;
  updatedAt: string;
  expiresAt: string | null;
  /** Key of the later entry that says nearly the same and is found in its place; null where it is found itself. */
  sameAs: string | null;
}

/** Reads what is to be kept. @throws InputError `bad-entry`, saying which part is wrong */
export function parseEntry(entry: NewEntry): z.output<typeof NewEntry> {
  const read = NewEntry.safeParse(entry);
  if (read.success) return read.data;
  const { where, message } = firstFault(read.error);
  throw new InputError('bad-entry', `This cannot be remembered: ${where} ${message}.`, {
    details: { where },
  });
}

/** Reads a filter of searches and lists. @throws InputError `bad-filter` */
export function parseFilter(filter: Metadata): Metadata {
  const read = Metadata.safeParse(filter);
  if (read.success) return read.data;
  const { where, message } = firstFault(read.error);
  throw new InputError('bad-filter', `The filter cannot be used: ${where} ${message}.`);
}

/** Reads the name of a namespace. @throws InputError `bad-namespace` */
export function parseNamespace(name: string): string {
  const read = Namespace.safeParse(name);
  if (read.success) return read.data;
  throw new InputError(
    'bad-namespace',
    `"${name.slice(0, 80)}" cannot be a namespace: it ${read.error.issues[0]!.message}.`,
  );
}

function firstFault({ issues: [issue] }: z.ZodError): { where: string; message: string } {
  const where = issue!.path.join('.') || 'entry';
  // Of a name that is not allowed, zod says only that it is not; why stands within.
  const message =
    issue!.code === 'invalid_key' ? (issue!.issues[0]?.message ?? issue!.message) : issue!.message;
  return { where, message };
}
