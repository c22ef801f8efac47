/** Schemas of what comes from outside; apart from the types, so that measuring loads no library for them. */
import { z } from 'zod';
import { categories, languageNames, severities } from './types.ts';

export const LanguageName = z.enum(languageNames);
export type LanguageName = z.infer<typeof LanguageName>;

export const Category = z.enum(categories);
export type Category = z.infer<typeof Category>;

export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;
