import { OpsmithError } from '../../src/errors/index.ts';
import type { AuditEntry } from '../../src/govern/index.ts';
import {
  compareRecords,
  type ModelVersion,
  openProjectRegistry,
  type Registry,
} from '../../src/registry/index.ts';
import type { ActionContext, ResultItem } from '../define.ts';
import {
  momentIn,
  type RegistryAsks,
  registryAsked,
  selectorsIn,
  speaksOfRegistry,
} from '../planner/registry-question.ts';
import { counted, inlineCode, table } from '../tools/figures.ts';
import { entrySentence } from './log-entries.ts';

/** An answer from the registry. */
export interface RegistryAnswer {
  text: string;
  /** For programs: what was looked at. */
  facts: unknown;
  about?: Record<string, unknown>;
  items?: ResultItem[];
}

const entriesShown = 12;

/**
 * Answers a question about models in the registry: how versions differ, what was live when, who promoted or approved what and why, what a version was trained on. Null where
 * the text asks nothing of the kind, or speaks of no model that there is.
 */
export async function answerFromRegistry(
  text: string,
  context: ActionContext,
): Promise<RegistryAnswer | null> {
  const asks = registryAsked(text);
  if (asks === null) return null;
  const { store, config, workspace, previous } = context;
  const registry = openProjectRegistry({ store, config, cwd: workspace });
  const names = await registry.names();
  const named = namesIn(text, names);
  const isMeant = named.length > 0 || speaksOfRegistry(text) || /\bmodels?\b/i.test(text);
  if (!isMeant || (asks === 'details' && named.length === 0 && !/\bcard\b/i.test(text))) return null;
  if (asks === 'log') return logAnswer(registry);
  const spoken = typeof previous?.about?.model === 'string' ? previous.about.model.split('@')[0]! : null;
  const model =
    named[0] ?? (spoken !== null && names.includes(spoken) ? spoken : names.length === 1 ? names[0]! : null);
  if (model === null)
    return names.length === 0 || !speaksOfRegistry(text)
      ? null
      : { text: `Which model is meant? There are ${names.map(inlineCode).join(', ')}.`, facts: { names } };
  try {
    // “Churn 2” is its second version.
    const plain = text.replace(new RegExp(`\\b${escaped(model)}\\s+v?(?=\\d)`, 'gi'), `${model}@`);
    return {
      about: { model },
      ...(await answers[asks]({ text: plain, registry, model, others: named.slice(1) })),
    };
  } catch (thrown) {
    if (!(thrown instanceof OpsmithError)) throw thrown;
    return { text: thrown.message, facts: { code: thrown.code }, about: { model } };
  }
}

interface Question {
  text: string;
  registry: Registry;
  model: string;
  /** Other models that the text names. */
  others: readonly string[];
}

const answers: Readonly<
  Record<Exclude<RegistryAsks, 'log'>, (question: Question) => Promise<RegistryAnswer>>
> = {
  compare: compared,
  at: wasLive,
  approvals: approved,
  history: happened,
  versions: listed,
  inputs: madeFrom,
  standing: stands,
  details,
};

/** The models that a text names, in its order. */
function namesIn(text: string, names: readonly string[]): string[] {
  const words = [...text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}._-]*/gu)].map(([word]) =>
    word.toLowerCase().replace(/[.'’]s?$/, ''),
  );
  return words.flatMap((word) => names.find((name) => name.toLowerCase() === word) ?? []).filter(isFirst);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function isFirst<T>(value: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(value) === index;
}

async function versionOf({ registry, model }: Question, selector: string | undefined): Promise<ModelVersion> {
  if (selector === undefined) return registry.get(model);
  if (selector !== 'previous') return registry.get(`${model}@${selector}`);
  const before = await registry.previous(model);
  if (before !== null) return registry.get(`${model}@${before}`);
  const [latest, second] = await registry.list({ model });
  return second ?? latest!;
}

async function compared(question: Question): Promise<RegistryAnswer> {
  const { text, registry, model, others } = question;
  const selectors = selectorsIn(text);
  const [one, other] = await Promise.all(
    others.length > 0
      ? [registry.get(model), registry.get(others[0]!)]
      : [versionOf(question, selectors[0] ?? 'previous'), versionOf(question, selectors[1] ?? 'production')],
  );
  if (one.id === other.id) {
    const versions = await registry.list({ model });
    const text = `There is only ${inlineCode(one.id)} to look at${versions.length > 1 ? `; name two of ${versions.map(({ version }) => version).join(', ')}` : ''}.`;
    return { text, facts: { versions: versions.map(({ id }) => id) } };
  }
  // The older one stands first, so that a difference says what the newer one gained.
  const [first, second] = one.registeredAt <= other.registeredAt ? [one, other] : [other, one];
  const found = compareRecords(first, second);
  const figure = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(4))));
  const rows = found.metrics.map(({ metric, first: a, second: b, difference }) => [
    metric,
    figure(a),
    figure(b),
    difference === null ? '–' : `${difference > 0 ? '+' : ''}${figure(difference)}`,
  ]);
  const changes = found.changes.map((change) => `- ${change}`).join('\n');
  return {
    text: [
      `${inlineCode(first.id)} (${stageWords(first)}) and ${inlineCode(second.id)} (${stageWords(second)}):`,
      table(['metric', first.id, second.id, 'difference'], rows, 1),
      changes === '' ? 'Neither says anything of itself that the other does not.' : changes,
      `Each was tested on its own rows${found.sameData ? ' of the same table' : ''}: ${inlineCode(`opsmith models compare ${first.id} ${second.id} --data FILE`)} holds both against the same rows.`,
    ].join('\n\n'),
    facts: found,
  };
}

async function wasLive({ text, registry, model }: Question): Promise<RegistryAnswer> {
  const now = new Date();
  const moment = momentIn(text, now);
  if (moment === null) {
    const before = await registry.previous(model);
    const live = await registry.live(model);
    return {
      text: `${live === null ? `No version of ${inlineCode(model)} is in production` : `${inlineCode(live.id)} is in production`}; ${before === null ? 'none was before' : `before it was ${inlineCode(`${model}@${before}`)}`}.`,
      facts: { live: live?.id ?? null, before },
    };
  }
  const { production, takenOut, staging } = await registry.at(model, moment);
  const at = `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const live =
    production === null
      ? `At ${at} no version of ${inlineCode(model)} was in production${takenOut === null ? '' : `: ${takenOut.version} was there until then (${takenOut.why})`}.`
      : `At ${at} ${inlineCode(`${model}@${production.version}`)} was in production, since ${production.since.slice(0, 16).replace('T', ' ')}: ${production.why} (entry ${production.entry} of the log).`;
  const staged = staging === null ? '' : ` ${inlineCode(`${model}@${staging.version}`)} was in staging.`;
  return { text: live + staged, facts: { time: moment.toISOString(), production, takenOut, staging } };
}

async function approved(question: Question): Promise<RegistryAnswer> {
  const { registry, model, text } = question;
  const [selector] = selectorsIn(text.replace(/\b(?:for|to|into) (?:production|staging)\b/gi, ''));
  const version = await versionOf(question, selector);
  const approvals = await registry.approvals(version.id);
  const lines = approvals.map(
    ({ actor, at, stage, reason }) =>
      `- ${actor} approves of it for ${stage}, since ${at.slice(0, 16).replace('T', ' ')}${reason === null ? '' : `: ${reason}`}`,
  );
  return {
    text:
      lines.length === 0
        ? `Nobody has approved of ${inlineCode(version.id)}. “Approve ${model} ${version.version}” does.`
        : `Of ${inlineCode(version.id)}:\n\n${lines.join('\n')}`,
    facts: { version: version.id, approvals },
  };
}

const kindAsked: readonly (readonly [RegExp, (entry: AuditEntry) => boolean])[] = [
  [/\brolled?\s?back/i, ({ body }) => body.move === 'rolled-back'],
  [/\barchiv/i, ({ body }) => body.to === 'archived'],
  [/\bregist|\bcreated|\bmade\b/i, ({ kind }) => kind === 'version-registered'],
  [/\bstaging\b/i, ({ kind, body }) => kind === 'stage-changed' && body.to === 'staging'],
  [
    /\b(?:promot|deploy|releas|live|production|went|put)\w*/i,
    ({ kind, body }) =>
      (kind === 'stage-changed' && (body.to === 'production' || body.from === 'production')) ||
      (kind === 'gate-decision' && body.allowed === false),
  ],
  [/\bdelet/i, ({ kind }) => kind === 'version-deleted'],
];

async function happened({ registry, model, text }: Question): Promise<RegistryAnswer> {
  const all = await registry.history(model);
  const versions = selectorsIn(text).filter((selector) => /^\d/.test(selector));
  const ofVersion = (entry: AuditEntry) =>
    versions.length === 0 || versions.some((wanted) => `${entry.version}.`.startsWith(`${wanted}.`));
  const isAll = /\b(?:history|timeline|happened)\b/i.test(text);
  const kind = isAll ? undefined : kindAsked.find(([pattern]) => pattern.test(text))?.[1];
  const found = all.filter((entry) => ofVersion(entry) && (kind?.(entry) ?? true));
  const what = versions.length === 1 ? `${model}@${versions[0]}` : model;
  if (found.length === 0) {
    const live = await registry.live(model);
    return {
      text: `The log has nothing of that for ${inlineCode(what)}. ${live === null ? 'No version of it is in production.' : `${inlineCode(live.id)} is in production.`}`,
      facts: { entries: [] },
    };
  }
  const shown = found.slice(-entriesShown);
  const more =
    found.length > shown.length
      ? `\n\n${found.length - shown.length} earlier ones: ${inlineCode(`opsmith models history ${model}`)}.`
      : '';
  return {
    text: `${shown.map((entry) => `- ${entrySentence(entry)}`).join('\n')}${more}`,
    facts: { entries: shown },
  };
}

async function listed({ registry, model }: Question): Promise<RegistryAnswer> {
  const versions = await registry.list({ model });
  const rows = versions.map((version) => [
    inlineCode(version.id),
    version.stage ?? '–',
    version.aliases.map((alias) => `@${alias}`).join(' '),
    metricsOf(version, 3),
    version.registeredAt.slice(0, 16).replace('T', ' '),
  ]);
  return {
    text: `${inlineCode(model)} has ${counted(versions.length, 'version')}.\n\n${table(['version', 'stage', 'aliases', 'metrics', 'registered'], rows, 5)}`,
    facts: { versions: versions.map(({ id, stage, metrics }) => ({ id, stage, metrics })) },
    items: versions.map((version) => ({
      id: version.id,
      title: version.id,
      detail: `${inlineCode(version.id)}: ${stageWords(version)}; ${metricsOf(version, 6)}.`,
    })),
  };
}

async function madeFrom(question: Question): Promise<RegistryAnswer> {
  const version = await versionOf(question, selectorsIn(question.text)[0]);
  const { nodes } = await question.registry.lineage(version.id, 'upstream');
  const from = nodes.filter(({ kind }) => kind !== 'model');
  const record = version.record as { target?: unknown };
  const lines = from.map(({ kind, label, body }) => {
    const names = Array.isArray(body.names) ? (body.names as string[]) : [];
    const shown = names.slice(0, 20).map(inlineCode).join(', ');
    const more = names.length > 20 ? ` and ${names.length - 20} more` : '';
    return `- ${kind}: ${shown === '' ? label : `${shown}${more}`}`;
  });
  return {
    text: `${inlineCode(version.id)}${typeof record.target === 'string' ? `, which predicts ${inlineCode(record.target)},` : ''} was made from:\n\n${lines.length === 0 ? '- nothing that the registry knows of' : lines.join('\n')}`,
    facts: { version: version.id, from },
  };
}

async function stands(question: Question): Promise<RegistryAnswer> {
  const { registry, model, text } = question;
  const selectors = selectorsIn(text).filter((selector) => /^\d/.test(selector));
  const versions =
    selectors.length > 0 ? [await versionOf(question, selectors[0])] : await registry.list({ model });
  const lines = versions.map((version) => `- ${inlineCode(version.id)}: ${stageWords(version)}`);
  return {
    text: lines.join('\n'),
    facts: versions.map(({ id, stage, aliases }) => ({ id, stage, aliases })),
  };
}

async function details(question: Question): Promise<RegistryAnswer> {
  const version = await versionOf(question, selectorsIn(question.text)[0]);
  const { id, registeredAt, registeredBy, choice, run, gitCommit } = version;
  const approvals = await question.registry.approvals(id);
  const record = version.record as { target?: unknown; task?: unknown };
  const lines = [
    `- stage: ${stageWords(version)}`,
    ...(typeof record.target === 'string'
      ? [
          `- predicts: ${inlineCode(record.target)}${typeof record.task === 'string' ? ` (${record.task})` : ''}`,
        ]
      : []),
    `- metrics, on rows that nothing was chosen by: ${metricsOf(version, 8) || 'none'}`,
    `- registered: ${registeredAt.slice(0, 16).replace('T', ' ')} by ${registeredBy}${run === null ? '' : `, in run ${inlineCode(run)}`}${gitCommit === null ? '' : `, at commit ${inlineCode(gitCommit.slice(0, 12))}`}`,
    `- its number: ${choice.reasons.join('; ')}`,
    ...approvals.map(({ actor, stage }) => `- approved for ${stage} by ${actor}`),
  ];
  const card = await cardOf(version);
  return {
    text: `**${id}**\n\n${lines.join('\n')}${card === null || !/\bcard\b/i.test(question.text) ? '' : `\n\n${card}`}`,
    facts: { id, stage: version.stage, metrics: version.metrics, approvals },
    items: [{ id, title: id, detail: lines.join('\n') }],
  };

  /** The model card that was registered with it. */
  async function cardOf({ artifact }: ModelVersion): Promise<string | null> {
    const file = artifact.files.find(({ path }) => /(?:^|\/)card\.md$/i.test(path));
    return file === undefined
      ? null
      : `Its model card is ${inlineCode(file.path)} of the artifact; ${inlineCode(`opsmith models show ${id}`)} lists the files.`;
  }
}

async function logAnswer({ audit }: Registry): Promise<RegistryAnswer> {
  const report = await audit.verify();
  return {
    text: report.ok
      ? `The log is whole: ${counted(report.entries, 'entry', 'entries')}, each chained to the one before, none edited, removed or moved.`
      : `The log is not what was written:\n\n${report.problems.map(({ message }) => `- ${message}`).join('\n')}`,
    facts: report,
  };
}

function stageWords({ stage, aliases }: ModelVersion): string {
  const at = stage === null ? 'in no stage' : stage === 'archived' ? 'archived' : `in ${stage}`;
  return `${at}${aliases.length === 0 ? '' : `, called ${aliases.map((alias) => `@${alias}`).join(', ')}`}`;
}

function metricsOf({ metrics, record }: ModelVersion, most: number): string {
  return Object.entries(metrics)
    .sort(([one], [other]) => Number(other === record.metric) - Number(one === record.metric))
    .slice(0, most)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join(', ');
}
