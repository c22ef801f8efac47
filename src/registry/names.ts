import { closestName, InputError } from '../errors/index.ts';
import { stages } from './model-version.ts';
import { compareVersions, formatVersion, parseVersion, readBeginning } from './versions/semantic-version.ts';

/** Words after `@` that are always understood, and so can be no alias. */
export const builtInAliases = [...stages.filter((stage) => stage !== 'archived'), 'latest'] as const;

const modelName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/;
const aliasName = /^[A-Za-z](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?$/;

/** @throws InputError `bad-model-name` */
export function checkModelName(name: string): string {
  // Names stand in file names and in Git's tags, which take neither of these.
  if (modelName.test(name) && !name.includes('..') && !name.endsWith('.lock')) return name;
  throw new InputError(
    'bad-model-name',
    `${JSON.stringify(name)} is no name for a model: 1 to 100 letters, digits, dots, dashes and underscores, with a letter or digit at both ends.`,
    { details: { model: name } },
  );
}

/** @throws InputError `bad-alias` */
export function checkAlias(alias: string): string {
  const isTaken = (builtInAliases as readonly string[]).includes(alias) || alias === 'archived';
  if (isTaken)
    throw new InputError(
      'bad-alias',
      `"${alias}" always has its own meaning (${builtInAliases.map((word) => `@${word}`).join(', ')}) and can't be given to a version. Choose another word.`,
      { details: { alias } },
    );
  if (aliasName.test(alias) && !/^v\d+$/.test(alias)) return alias;
  throw new InputError(
    'bad-alias',
    `${JSON.stringify(alias)} is no alias: 1 to 64 letters, digits, dashes and underscores, with a letter first, and nothing that looks like a version.`,
    { details: { alias } },
  );
}

/** What a person writes to name a version. */
export interface Reference {
  name: string;
  /** After the `@`; null: the one in production, or the latest where none is. */
  selector: string | null;
}

/** Reads `NAME`, `NAME@VERSION`, `NAME@1` or `NAME@ALIAS`. @throws InputError `bad-reference` */
export function parseReference(text: string): Reference {
  const [name = '', selector, ...rest] = text.split('@');
  if (name !== '' && selector !== '' && rest.length === 0) return { name, selector: selector ?? null };
  throw new InputError(
    'bad-reference',
    `${JSON.stringify(text)} names no model: write NAME, NAME@1.4.0 or NAME@production.`,
    { details: { model: text } },
  );
}

/** What of a model a selector may name. */
export interface Selectable {
  /** Versions in the order of their registration. */
  versions: readonly { version: string; stage: string | null }[];
  aliases: readonly { alias: string; version: string }[];
}

/**
 * The version that a selector names. "2" and "2.1" name the highest version that begins so.
 *
 * @throws InputError `unknown-version`, `no-such-stage`; names near ones and what there is
 */
export function selectVersion(name: string, selector: string | null, model: Selectable): string {
  const { versions, aliases } = model;
  const inStage = (stage: string) => versions.find((each) => each.stage === stage)?.version;
  const latest = versions.at(-1)?.version;
  if (latest === undefined)
    throw new InputError('unknown-version', `Every version of ${name} has been deleted.`, {
      details: { model: name },
    });
  if (selector === null) return inStage('production') ?? latest;
  if (selector === 'latest') return latest;
  const isStage = (stages as readonly string[]).includes(selector);
  const found = isStage ? inStage(selector) : versionNamed(selector, model);
  if (found !== undefined) return found;
  const known = [
    ...versions.map(({ version }) => version),
    ...aliases.map(({ alias }) => alias),
    ...builtInAliases,
  ];
  const near = closestName(selector, known);
  const list = listOf(versions.map(({ version }) => version).reverse());
  const own = aliases.length === 0 ? '' : `; aliases: ${aliases.map(({ alias }) => `@${alias}`).join(', ')}`;
  throw isStage
    ? new InputError('no-such-stage', `No version of ${name} is in ${selector}. There are: ${list}${own}.`, {
        details: { model: name, stage: selector },
      })
    : new InputError(
        'unknown-version',
        `${name} has no version or alias "${selector}".${near === null ? '' : ` Did you mean ${name}@${near}?`} There are: ${list}${own}.`,
        { details: { model: name, version: selector } },
      );
}

function versionNamed(selector: string, { versions, aliases }: Selectable): string | undefined {
  const exact = selector.replace(/^v(?=\d)/, '');
  const alias = aliases.find((each) => each.alias === selector)?.version;
  const same = versions.find(({ version }) => version === exact)?.version;
  if (alias !== undefined || same !== undefined) return alias ?? same;
  const beginning = readBeginning(selector);
  if (beginning === null) return undefined;
  const fitting = versions
    .map(({ version }) => parseVersion(version))
    .filter(
      ({ major, minor }) =>
        major === beginning.major && (beginning.minor === null || minor === beginning.minor),
    )
    .sort(compareVersions);
  const highest = fitting.at(-1);
  return highest && formatVersion(highest);
}

/** @throws InputError `unknown-model`; names a near one and what there is */
export function refuseUnknownModel(name: string, known: readonly string[]): never {
  const near = closestName(name, known);
  const hint =
    known.length === 0
      ? 'There is no model yet: `opsmith train` makes one.'
      : `${near === null ? '' : `Did you mean ${near}? `}There are: ${listOf(known)}.`;
  throw new InputError('unknown-model', `There is no model "${name}". ${hint}`, { details: { model: name } });
}

const mostListed = 10;

function listOf(names: readonly string[]): string {
  const rest = names.length - mostListed;
  return `${names.slice(0, mostListed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
