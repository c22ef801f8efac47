/** Detectors that watch what comes in, value by value. */
export { createPageHinkley, type PageHinkley, type PageHinkleyOptions } from './page-hinkley.ts';
