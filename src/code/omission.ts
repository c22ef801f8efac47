/** What a measurement may leave out, because nobody asked for it and it costs more than all the rest. */

/** `findings`: no rule is asked; `clones`: no text is compared with another. The figures that follow from them are null. */
export type Omission = 'findings' | 'clones';

/** The figures that are null where something was left out. */
export const figuresWithout = {
  findings: ['technicalDebtRatio', 'securityScore'],
  clones: ['duplication'],
} as const satisfies Readonly<Record<Omission, readonly string[]>>;
