import { fileToJson } from '../../code/index.ts';
import type { ReviewDocument } from './document.ts';

/**
 * A review as one JSON document: a line a file and a line a finding, since a person reads their list and a program reads the rest. What is
 * still encoded of the files goes through as it is.
 */
export function formatJson(review: ReviewDocument): string {
  const parts = Object.entries(review).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const text =
      name === 'files'
        ? listOf(review.files.map(fileToJson))
        : name === 'recommendations'
          ? listOf(review.recommendations.map((each) => JSON.stringify(each)))
          : JSON.stringify(value, null, 2).replaceAll('\n', '\n  ');
    return [`  ${JSON.stringify(name)}: ${text}`];
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

function listOf(lines: readonly string[]): string {
  return lines.length === 0 ? '[]' : `[\n    ${lines.join(',\n    ')}\n  ]`;
}
