import { InputError } from '../../errors/index.ts';

/** A version's three numbers (Semantic Versioning 2.0.0, without pre-releases and builds). */
export interface SemanticVersion {
  major: number;
  minor: number;
  patch: number;
}

/** Which number of a version a change raises. */
export type Bump = 'major' | 'minor' | 'patch';

const number = '(0|[1-9]\\d{0,8})';
const complete = new RegExp(`^v?${number}\\.${number}\\.${number}$`);
const beginning = new RegExp(`^v?${number}(?:\\.${number})?$`);

/** The version that a text names, or null. */
export function readVersion(text: string): SemanticVersion | null {
  const parts = complete.exec(text);
  return parts === null
    ? null
    : { major: Number(parts[1]), minor: Number(parts[2]), patch: Number(parts[3]) };
}

/** @throws InputError `bad-version` */
export function parseVersion(text: string): SemanticVersion {
  const version = readVersion(text);
  if (version !== null) return version;
  throw new InputError(
    'bad-version',
    `${JSON.stringify(text)} is no version: three whole numbers are, such as 1.4.0.`,
    { details: { version: text } },
  );
}

/** What the beginning of a version names ("2", "2.1"), or null for anything else. */
export function readBeginning(
  text: string,
): (Pick<SemanticVersion, 'major'> & { minor: number | null }) | null {
  const parts = beginning.exec(text);
  if (parts === null) return null;
  return { major: Number(parts[1]), minor: parts[2] === undefined ? null : Number(parts[2]) };
}

export function formatVersion({ major, minor, patch }: SemanticVersion): string {
  return `${major}.${minor}.${patch}`;
}

/** Below zero where the first is the earlier one. */
export function compareVersions(one: SemanticVersion, other: SemanticVersion): number {
  return one.major - other.major || one.minor - other.minor || one.patch - other.patch;
}

export function bumpVersion({ major, minor, patch }: SemanticVersion, bump: Bump): SemanticVersion {
  if (bump === 'major') return { major: major + 1, minor: 0, patch: 0 };
  if (bump === 'minor') return { major, minor: minor + 1, patch: 0 };
  return { major, minor, patch: patch + 1 };
}
