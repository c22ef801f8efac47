import type { StreamedField } from '../src/llm/index.ts';
import type { RunLog } from '../src/observe/index.ts';

/** Where text is shown before it is final. */
export interface ShownText {
  add(text: string): void;
  /** What was added so far counts no more. */
  restart(): void;
}

/** Shows text to whoever listens to the run. */
export function shownBy(log: RunLog): ShownText {
  return {
    add(text) {
      log.emit({ type: 'token', text });
    },
    restart() {
      log.emit({ type: 'token', text: '', restart: true });
    },
  };
}

/** For `decide()`: shows one text of a model's answer, sentence by sentence, as far as each holds; nothing where nobody is shown anything. */
export function streamTo(
  shown: ShownText | undefined,
  field: string,
  check: StreamedField['check'],
): { stream?: StreamedField } {
  if (shown === undefined) return {};
  return { stream: { field, check, onText: shown.add, onRestart: shown.restart } };
}
