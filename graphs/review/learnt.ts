import type { Recommendation } from '../../src/code/index.ts';
import type { Learning, Ranked } from '../../src/learning/index.ts';
import type { ReviewLearning } from './dependencies.ts';
import { ranksOfFiles } from './ranks-of-files.ts';
import type { Analysed } from './state.ts';
import type { ReviewView } from './view.ts';

/** What a review says of learning; left out where nobody has judged anything yet. */
export interface LearningSummary {
  /** Verdicts that were learnt from. */
  verdicts: number;
  /** Who it is ranked for. */
  developer: string;
  /** Findings that are unlikely to be accepted, and are shown only when asked for. */
  heldBack: number;
}

/** Places at the top of which some go to what little is known of. */
const firstPlaces = 5;

/**
 * The view in the order of what developers are likely to accept, with the reasons among the evidence; what is held back is apart. The very same view where
 * nobody has judged anything yet, for which nothing is loaded.
 */
export async function learntView(
  view: ReviewView,
  { files }: Analysed,
  { learning, directory, showsAll }: { learning: ReviewLearning; directory: string; showsAll: boolean },
): Promise<ReviewView> {
  const { store, settings } = learning;
  if (!settings.enabled || !(await store.recommendations.hasFeedback())) return view;
  const engine = await import('../../src/learning/index.ts');
  const { factsOf, judgeOf, likesInWords, noteInWords, openLearning, surroundingsOf, verdictBeforeInWords } =
    engine;
  const words = { likesInWords, noteInWords, verdictBeforeInWords };
  const learnt = openLearning(store);
  const [verdicts, judge, ranks] = await Promise.all([
    learnt.verdicts(),
    judgeOf(settings, { folder: directory }),
    ranksOfFiles(store, directory),
  ]);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const ranked = await learnt.rank(view.recommendations, {
    factsOf: (each) => factsOf(each, surroundingsOf(each, byPath.get(each.file)!, ranks(each.file))),
    judge,
    threshold: settings.threshold,
    // The same order until somebody judges again: a review must say the same twice.
    exploration: { share: settings.exploration, firstPlaces },
  });
  const shown: Recommendation[] = [];
  const heldBack: Recommendation[] = [];
  for (const each of ranked) {
    const recommendation = await withReasons(each, { learnt, judge, ...words });
    (each.isHeldBack && !showsAll ? heldBack : shown).push(recommendation);
  }
  return {
    ...view,
    recommendations: shown,
    heldBack,
    quiet: [
      ...view.quiet,
      ...heldBack.map((finding) => ({
        finding,
        by: 'learning' as const,
        reason: finding.evidence.at(-1) ?? null,
      })),
    ],
    learning: { verdicts, developer: judge.developer, heldBack: heldBack.length },
  };
}

interface ReasonParts
  extends Pick<
    typeof import('../../src/learning/index.ts'),
    'likesInWords' | 'noteInWords' | 'verdictBeforeInWords'
  > {
  learnt: Learning;
  judge: Parameters<Learning['explain']>[1];
}

/** The recommendation with what is believed of it now, and with what became of others like it. */
async function withReasons(
  { item, facts, probability, isExplored, isHeldBack }: Ranked<Recommendation>,
  { learnt, judge, likesInWords, noteInWords, verdictBeforeInWords }: ReasonParts,
): Promise<Recommendation> {
  const { likes, notes, before } = await learnt.likes(facts, item.id);
  const reasons = [
    ...notes.map(noteInWords),
    ...(isExplored ? ['stands here to learn what you think of its kind'] : []),
    ...(before === null ? [] : [verdictBeforeInWords(before, judge)]),
    ...(likes === null ? [] : [likesInWords(likes, judge)]),
    ...(isHeldBack ? [`held back: ${Math.round(probability * 100)}% likely to be accepted`] : []),
  ];
  return {
    ...item,
    acceptance: Math.round(probability * 10_000) / 10_000,
    evidence: [...item.evidence, ...reasons],
    ...(reasons.length === 0 ? {} : { reasons }),
  };
}
