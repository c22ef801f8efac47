/**
 * A parser for JavaScript and TypeScript that gives the trees that the tree-sitter grammars give, row by row, in a fraction
 * of the time. Whatever it is not sure of it leaves to them: see `docs/decisions/2026-11-21-direct-parser.md`.
 */
export { ecmascriptParser } from './parse-directly.ts';
