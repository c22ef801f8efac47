import { z } from 'zod';
import { LimitError, ProviderError } from '../errors/index.ts';
import { type AnswerStream, createAnswerStream } from './answer-stream.ts';
import { checkAnswer } from './check-answer.ts';
import type { Answered, DecideOptions, Decision } from './decision.ts';
import { fromCache, type Question, toCache } from './decision-cache.ts';
import { createEchoCheck } from './echo.ts';
import type { Models } from './models.ts';
import type { ModelRole } from './models-config.ts';
import { fillPrompt, loadPrompt } from './prompt.ts';
import type { Candidate, ChatAnswer, ChatMessage, JsonSchema } from './types.ts';

/**
 * Asks the models in turn for a decision that has the form asked for and holds.
 * @throws InterruptedError when the signal is aborted; StorageError when the ledger cannot be written.
 */
export async function askForDecision<
  Schema extends z.ZodType,
  Input extends Readonly<Record<string, unknown>>,
>(
  options: DecideOptions<Schema, Input> & { models: Models; role: ModelRole },
  candidates: readonly Candidate[],
): Promise<Answered<z.output<Schema>>> {
  const jsonSchema = toJsonSchema(options.schema);
  const prompt = await loadPrompt(options.prompt, options.promptFolder);
  const filled = fillPrompt(prompt, options.input);
  const messages = withAnswerForm(filled, jsonSchema);
  // Instructions are no secret, but nobody who reviews code asked to read them: an answer that recites them was talked into it.
  const echoes = createEchoCheck(filled[0]!.content);
  const validate: typeof options.validate = (value) => [
    ...(options.validate?.(value) ?? []),
    ...echoes(value),
  ];
  const question: Question<Schema> = { ...options, validate, messages, jsonSchema, attempts: 0 };
  const shown = options.stream;
  const stream =
    shown === undefined
      ? null
      : createAnswerStream({ ...shown, check: (text) => [...shown.check(text), ...echoes(text)] });
  const none = (reason: string) => {
    stream?.restart();
    return { value: undefined, reason, attempts: question.attempts };
  };
  const failures: string[] = [];
  for (const candidate of candidates) {
    const known = await fromCache(candidate, question);
    if (known !== null)
      return {
        value: {
          value: known.value,
          decidedBy: candidate.name,
          reason: 'The same question was answered before.',
          attempts: question.attempts,
          cached: true,
        },
      };
    try {
      const asked = await askOnce(candidate, question, stream);
      if (asked.problems === null) return { value: { ...asked.decision, attempts: question.attempts } };
      const problems = asked.problems.join('; ');
      return none(`${candidate.name} gave no usable answer, also when asked again: ${problems}.`);
    } catch (thrown) {
      if (thrown instanceof LimitError) return none(thrown.message);
      if (!(thrown instanceof ProviderError)) throw thrown;
      stream?.restart();
      failures.push(thrown.message);
    }
  }
  return none(failures.join(' '));
}

type Asked<Value> =
  | { problems: null; decision: Omit<Decision<Value>, 'attempts'> }
  | { problems: readonly string[] };

/** What a decision needs at most, where its caller says nothing: a plan of twenty steps, a page of text. */
const usualOutputTokens = 1_500;

/** Asks a model, and once more with what was wrong. */
async function askOnce<Schema extends z.ZodType>(
  candidate: Candidate,
  question: Question<Schema>,
  stream: AnswerStream | null,
): Promise<Asked<z.output<Schema>>> {
  const { models, messages, schema, validate, jsonSchema, name, role, run, limits, signal, patience } =
    question;
  const { maxOutputTokens = usualOutputTokens } = question;
  const chat = {
    maxOutputTokens,
    purpose: name,
    schema: jsonSchema,
    role,
    run,
    limits,
    signal,
    patience,
    ...(stream === null ? {} : { onToken: stream.push, onRestart: stream.restart }),
  };
  const first = await models.ask(candidate, messages, chat);
  question.attempts += 1;
  let checked = checkAnswer(first.text, schema, validate);
  let reason = 'The answer has the form asked for and holds.';
  if (checked.problems !== null) {
    const problems = problemsOf(first, checked.problems);
    stream?.restart();
    const again = await models.ask(candidate, [...messages, ...repairMessages(first.text, problems)], chat);
    question.attempts += 1;
    checked = checkAnswer(again.text, schema, validate);
    if (checked.problems !== null) return { problems: problemsOf(again, checked.problems) };
    reason = `The answer holds after one repair (${problems.join('; ')}).`;
  }
  await toCache(candidate, question, checked.raw);
  return {
    problems: null,
    decision: { value: checked.value, decidedBy: candidate.name, reason, cached: false },
  };
}

/** What is wrong with an answer: in one that was cut off, whatever was found in its half says nothing. */
function problemsOf(answer: ChatAnswer, problems: string[]): string[] {
  return answer.truncated ? ['the answer was cut off before its end: keep it shorter'] : problems;
}

function withAnswerForm(messages: ChatMessage[], schema: JsonSchema): ChatMessage[] {
  const form = `Answer with one JSON value and nothing else: no other words, no code fence. It must fit this JSON Schema:\n${JSON.stringify(schema)}`;
  return messages.map((message) =>
    message.role === 'system' ? { ...message, content: `${message.content}\n\n${form}` } : message,
  );
}

/** A wrong answer may be of any length; what is shown again of it is bounded. Characters. */
const maxShownAgain = 8_000;

function repairMessages(answer: string, problems: readonly string[]): ChatMessage[] {
  return [
    { role: 'assistant', content: answer.slice(0, maxShownAgain) },
    {
      role: 'user',
      content: `That answer cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}\nAnswer again with only the corrected JSON value.`,
    },
  ];
}

const schemas = new WeakMap<z.ZodType, JsonSchema>();

function toJsonSchema(schema: z.ZodType): JsonSchema {
  let json = schemas.get(schema);
  if (json === undefined) {
    const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    json = rest as JsonSchema;
    schemas.set(schema, json);
  }
  return json;
}
