import type { FileFormat, FormatOptions, ReviewDocument } from './document.ts';
import { formatGithub } from './github.ts';
import { formatJson } from './json.ts';
import { formatJunit } from './junit.ts';
import { formatMarkdown } from './markdown.ts';
import { formatSarif } from './sarif.ts';

const formats: Readonly<Record<FileFormat, (review: ReviewDocument, options: FormatOptions) => string>> = {
  json: formatJson,
  sarif: formatSarif,
  markdown: formatMarkdown,
  github: formatGithub,
  junit: formatJunit,
};

/** A review in one of the formats for programs and pages, ending in a line feed where there is any text. */
export function formatReview(review: ReviewDocument, format: FileFormat, options: FormatOptions): string {
  return formats[format](review, options);
}
