import { StorageError, toError } from '../../errors/index.ts';

/** What LanceDB's messages mean, the first that fits; they name files of its own build and of ours, which help nobody. */
const meanings: readonly [RegExp, string][] = [
  [/no space left|StorageFull|os error 28\b/i, 'the disk is full'],
  [/permission denied|os error 13\b|read-only file system|os error 30\b/i, 'it may not be read or written'],
  [/not a directory|NotADirectory|os error 20\b/i, 'something else stands where that folder should be'],
  [/too many open files|os error 24\b/i, 'too many files are open'],
  // Before “not found”: what it asks for stands in the message.
  [
    /please upgrade lance|cannot be (?:read|written) by this version/i,
    'a newer opsmith wrote them; update opsmith, or have `opsmith memory reindex` make them anew from the texts',
  ],
  [/commit conflict|concurrent/i, 'another process wrote at the same time'],
  [/not found|no such file|os error 2\b/i, 'a file of them is missing'],
];
const damaged = 'a file of them is damaged';

/** What is wrong with vectors, in half a sentence, and whether making them again mends it. */
export interface VectorFault {
  fault: string;
  isDamage: boolean;
}

/** Why vectors could not be used: damage where nothing else is known. */
export function vectorFault(thrown: unknown): VectorFault {
  const error = toError(thrown);
  if (error instanceof StorageError && error.code === unreadable)
    return { fault: String(error.details.fault), isDamage: error.details.isDamage === true };
  const fault = meanings.find(([shape]) => shape.test(error.message))?.[1] ?? damaged;
  return { fault, isDamage: fault === damaged || fault === 'a file of them is missing' };
}

const unreadable = 'vectors-unreadable';

/** Has what LanceDB throws say plainly what is wrong with the vectors of a folder; its own words stay as the cause. */
export function withPlainFaults(folder: string) {
  return <Words extends unknown[], T>(work: (...words: Words) => Promise<T>) =>
    async (...words: Words): Promise<T> => {
      try {
        return await work(...words);
      } catch (cause) {
        const { fault, isDamage } = vectorFault(cause);
        throw new StorageError(
          unreadable,
          `The vectors in ${folder} cannot be used: ${fault}.${isDamage ? ' `opsmith memory reindex` makes them again from the texts.' : ''}`,
          { cause, details: { fault, isDamage } },
        );
      }
    };
}
