/**
 * A parser for Python that gives the trees that the tree-sitter grammar gives, row by row, in a fraction of the time. Whatever
 * it is not sure of it leaves to that: see `docs/decisions/2026-11-21-direct-parser.md`.
 */
export { pythonParser } from './parse-directly.ts';
