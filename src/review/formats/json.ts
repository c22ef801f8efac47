import { fileToJson } from '../../code/index.ts';
import type { ReviewDocument } from './document.ts';

/**
 * A review as one JSON document, in pieces: a line a file and a line a finding, since a person reads their list and a program reads the
 * rest. What is still encoded of the files goes through as it is, and the document of a large review is nowhere in memory as a whole.
 */
export function* jsonPieces(review: ReviewDocument): Generator<string> {
  let before = '{\n';
  for (const [name, value] of Object.entries(review)) {
    if (value === undefined) continue;
    yield `${before}  ${JSON.stringify(name)}: `;
    before = ',\n';
    if (name === 'files') yield* list(review.files, fileToJson);
    else if (name === 'recommendations') yield* list(review.recommendations, JSON.stringify);
    else yield JSON.stringify(value, null, 2).replaceAll('\n', '\n  ');
  }
  yield before === '{\n' ? '{\n\n}\n' : '\n}\n';
}

/** The same in one text. */
export function formatJson(review: ReviewDocument): string {
  return [...jsonPieces(review)].join('');
}

function* list<Item>(items: readonly Item[], toJson: (item: Item) => string): Generator<string> {
  let before = '[\n    ';
  for (const item of items) {
    yield before + toJson(item);
    before = ',\n    ';
  }
  yield items.length === 0 ? '[]' : '\n  ]';
}
