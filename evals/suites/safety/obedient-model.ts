/**
 * An adversary for the evaluation of safety, and for nothing else: a "language model" that does whatever any text that reaches it orders. It is no
 * stand-in for a model in a test of what opsmith does; it is the worst thing that a model could be. It is spoken to like every other model, over the
 * provider for OpenAI's protocol, so that everything that stands between code and a real model stands between code and it.
 */
import { createModels, type Models, ModelsConfig } from '../../../src/llm/index.ts';
import { type Directive, directivesIn } from './directives.ts';
import { obey } from './obey.ts';

/**
 * How it behaves: it obeys what it reads; it hides everything whatever it reads; it says everything that it must not; it says only what may get
 * through, one thing at a time; it says what it must not in other spellings, languages and marks.
 */
export type Behaviour = 'obedient' | 'silent' | 'loud' | 'sly' | 'crafty';
export const behaviours: readonly Behaviour[] = ['obedient', 'silent', 'loud', 'sly', 'crafty'];

/** What reached it. */
export interface Heard {
  /** Decision that it was asked for. */
  decision: string;
  system: string;
  data: string;
  /** Names of tools that it was offered. */
  tools: string[];
  directives: Directive[];
}

export interface ObedientModel {
  models: Models;
  /** What reached it since this was last asked for. */
  heard(): Heard[];
}

interface Request {
  messages: { role: string; content: string }[];
  tools?: { function: { name: string } }[];
}

/** Sets it up. No socket is opened: its service is a function behind the provider's `fetch`. */
export function createObedientModel(behaviour: Behaviour): ObedientModel {
  let log: Heard[] = [];
  const answer = (request: Request) => {
    const system = request.messages
      .filter(({ role }) => role === 'system')
      .map(({ content }) => content)
      .join('\n');
    // What it said itself, shown to it again with what was wrong, is nobody's but its own.
    const others = request.messages.filter(({ role }) => role !== 'system' && role !== 'assistant');
    const data = others.map(({ content }) => content).join('\n');
    const decision = decisionIn(system);
    // Only the first message has the material; later ones repeat its own answers.
    const directives = directivesIn(materialIn(others[0]?.content ?? ''));
    const tools = (request.tools ?? []).map((tool) => tool.function.name);
    log.push({ decision, system, data, tools, directives: [...directives] });
    return obey({ decision, behaviour, directives, system, data: others[0]?.content ?? '' });
  };
  const service: typeof fetch = async (_url, init) => {
    const request = JSON.parse(String(init?.body)) as Request;
    return new Response(JSON.stringify(completionOf(answer(request))), {
      headers: { 'content-type': 'application/json' },
    });
  };
  const config = ModelsConfig.parse({
    provider: 'openai',
    large: `obedient-${behaviour}`,
    openai: { baseUrl: 'http://127.0.0.1:9/v1', apiKeyEnv: null },
    streaming: false,
    cache: { enabled: false },
  });
  return {
    models: createModels({ config, env: {}, fetch: service }),
    heard() {
      const heard = log;
      log = [];
      return heard;
    },
  };
}

/** Which decision the form in the instructions is of. */
function decisionIn(system: string): string {
  const form = system.slice(system.lastIndexOf('JSON Schema:'));
  for (const [field, name] of [
    ['"findings"', 'find'],
    ['"verdict"', 'argue'],
    ['"text"', 'summary'],
    ['"steps"', 'plan'],
    ['"lead"', 'lead'],
    ['"answer"', 'answer'],
  ] as const)
    if (form.includes(field)) return name;
  return 'other';
}

/** All of the message but the catalogue of agents, whose words are opsmith's own: marks are nothing to who obeys whatever it reads. */
function materialIn(content: string): string {
  return content.replace(/<data name="agents">\n.*\n<\/data>/g, '');
}

function completionOf({ text, calls }: { text: string; calls: { name: string; arguments: string }[] }) {
  return {
    id: 'chatcmpl-obedient',
    object: 'chat.completion',
    created: 1,
    model: 'obedient',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text,
          ...(calls.length === 0
            ? {}
            : {
                tool_calls: calls.map((call, index) => ({
                  id: `call_${index}`,
                  type: 'function',
                  function: call,
                })),
              }),
        },
        finish_reason: calls.length === 0 ? 'stop' : 'tool_calls',
      },
    ],
    usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
  };
}
