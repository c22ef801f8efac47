/**
 * The `git` program, so that a repository that somebody else made cannot make it run anything: what its configuration names as a program
 * (monitors, filters, converters, hooks, pagers, helpers of transports) is overridden, and nothing is fetched.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { InputError, InterruptedError, OpsmithError } from '../errors/index.ts';

export interface GitOptions {
  /** The folder to start in. */
  folder: string;
  signal?: AbortSignal | undefined;
  env?: Readonly<Record<string, string | undefined>>;
}

/** What a call of git gave. */
export interface GitOutput {
  status: number;
  stdout: Buffer;
  stderr: string;
}

/** Runs git in one folder, with arguments that are never looked at by a shell. */
export interface Git {
  /** @throws OpsmithError where git can't be started, or ends with a status that is not among `allowed` */
  run(args: readonly string[], options?: { input?: string; allowed?: readonly number[] }): Promise<GitOutput>;
  /** The same, with the output handed on piece by piece. */
  stream(args: readonly string[], onData: (chunk: Buffer) => void, input?: string): Promise<void>;
}

/** Settings that name programs, wherever they come from; drivers have names, and are looked up first. */
const fixedSettings: readonly (readonly [string, string])[] = [
  ['core.fsmonitor', 'false'],
  ['core.untrackedCache', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['core.quotePath', 'false'],
  ['core.sshCommand', 'false'],
  ['core.gitProxy', ''],
  ['core.askPass', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['credential.helper', ''],
  ['diff.external', ''],
  ['protocol.allow', 'never'],
  ['safe.bareRepository', 'explicit'],
  ['submodule.recurse', 'false'],
  ['color.ui', 'false'],
];

/** Variables of git's own that say where the repository and its index are, as git sets them for hooks. */
const keptVariables: ReadonlySet<string> = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
  'GIT_CONFIG_GLOBAL',
]);

/**
 * Git for a folder. Its drivers are looked up once.
 * @throws InputError `git-missing` where there is no git, `git-refused` where git does not trust the folder
 */
export async function createGit(options: GitOptions): Promise<Git> {
  const plain = gitWith(options, environment(options.env ?? process.env, fixedSettings));
  // Reading the configuration runs nothing. Outside of a repository it is the person's own.
  const { stdout } = await plain.run(['config', '--list', '--null', '--name-only'], {
    allowed: [0, 1, 128],
  });
  const drivers = stdout
    .toString('utf8')
    .split('\0')
    .flatMap((name) => overridesOf(name));
  return gitWith(options, environment(options.env ?? process.env, [...fixedSettings, ...drivers]));
}

/** What takes a driver's program away: without one, git takes contents as they are. */
function overridesOf(name: string): [string, string][] {
  const program = /^(filter\..*)\.(clean|smudge|process|required)$/is.exec(name);
  if (program !== null) return [[name, program[2]!.toLowerCase() === 'required' ? 'false' : '']];
  if (/^diff\..*\.(textconv|command)$/is.test(name)) return [[name, '']];
  if (/^remote\..*\.promisor$/is.test(name)) return [[name, 'false']];
  if (/^remote\..*\.(uploadpack|vcs|proxy)$/is.test(name)) return [[name, 'false']];
  return [];
}

function environment(
  own: Readonly<Record<string, string | undefined>>,
  settings: readonly (readonly [string, string])[],
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(own))
    if (value !== undefined && (!name.startsWith('GIT_') || keptVariables.has(name))) env[name] = value;
  // A hook's relative folder is meant from where git called it.
  for (const name of ['GIT_DIR', 'GIT_WORK_TREE']) if (env[name]) env[name] = resolve(env[name]);
  for (const [index, [name, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = name;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return {
    ...env,
    GIT_CONFIG_COUNT: String(settings.length),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
    LC_ALL: 'C',
    LANGUAGE: '',
  };
}

function gitWith({ folder, signal }: GitOptions, env: Record<string, string>): Git {
  const start = (args: readonly string[], input: string | undefined, onData: (chunk: Buffer) => void) =>
    new Promise<{ status: number; stderr: string }>((done, fail) => {
      if (signal?.aborted) return fail(new InterruptedError());
      let child: ChildProcessByStdio<Writable, Readable, Readable>;
      try {
        child = spawn('git', ['--no-pager', ...args], {
          cwd: folder,
          env,
          stdio: ['pipe', 'pipe', 'pipe'],
          windowsHide: true,
          ...(signal === undefined ? {} : { signal }),
        });
      } catch (thrown) {
        return fail(cannotStart(thrown));
      }
      let stderr = '';
      child.on('error', (error) => fail(signal?.aborted ? new InterruptedError() : cannotStart(error)));
      child.stdout.on('data', onData);
      child.stderr.on('data', (chunk: Buffer) => {
        if (stderr.length < 10_000) stderr += chunk.toString('utf8');
      });
      child.on('close', (status) => done({ status: status ?? 1, stderr }));
      // A git that ends before it has read everything says why by its status.
      child.stdin.on('error', () => {});
      child.stdin.end(input ?? '');
    });
  return {
    async run(args, { input, allowed = [0] } = {}) {
      const chunks: Buffer[] = [];
      const { status, stderr } = await start(args, input, (chunk) => chunks.push(chunk));
      if (!allowed.includes(status)) throw failed(args, stderr);
      return { status, stdout: Buffer.concat(chunks), stderr };
    },
    async stream(args, onData, input) {
      const { status, stderr } = await start(args, input, onData);
      if (status !== 0) throw failed(args, stderr);
    },
  };
}

function cannotStart(thrown: unknown): OpsmithError {
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOENT')
    return new InputError(
      'git-missing',
      'The program `git` was not found, and this needs it. Install it, or do without --diff, --staged and tags.',
    );
  return new OpsmithError('git-failed', `git can't be started: ${message}.`, 1, { cause: thrown });
}

function failed(args: readonly string[], stderr: string): OpsmithError {
  const line = firstLine(stderr);
  if (/dubious ownership/.test(stderr))
    return new InputError(
      'git-refused',
      `git does not trust this repository, since it belongs to somebody else. If you do: \`git config --global --add safe.directory FOLDER\`. (${line})`,
    );
  return new OpsmithError('git-failed', `\`git ${args[0]}\` failed: ${line}`, 1);
}

function firstLine(stderr: string): string {
  const line = stderr.split('\n').find((each) => each.trim() !== '') ?? 'it said nothing';
  return line.replace(/^(fatal|error): /, '').trim();
}
