import type { SurveyQuestion, SurveyQuota } from '@civitas/contract'

export interface Answer {
  deviceDigest: string
  seconds: number
  answers: Array<{ question: string; value: number | string }>
}

/** Why an answer is left out: too many from one device, too fast, or every rating the same in a long survey. */
export type Abnormal = 'device' | 'speed' | 'pattern'

/** Sorts answers into those that count and those that do not, each with its reason; the first ones of a device count. */
export function sortAnswers(
  answers: readonly Answer[],
  questions: readonly SurveyQuestion[],
  limits: { perDevice: number; minSeconds: number },
): { valid: Answer[]; excluded: Record<Abnormal, number> } {
  const perDevice = new Map<string, number>()
  const ratings = new Set(questions.filter((one) => one.kind === 'rating').map((one) => one.id))
  const excluded = { device: 0, speed: 0, pattern: 0 }
  const valid = answers.filter((answer) => {
    const count = (perDevice.get(answer.deviceDigest) ?? 0) + 1
    perDevice.set(answer.deviceDigest, count)
    const reason = reasonOf(answer, count, ratings, limits)
    if (reason) excluded[reason] += 1
    return reason === null
  })
  return { valid, excluded }
}

/** From this many ratings on, all alike is a pattern. */
const patternFrom = 8

function reasonOf(
  answer: Answer,
  count: number,
  ratings: ReadonlySet<string>,
  { perDevice, minSeconds }: { perDevice: number; minSeconds: number },
): Abnormal | null {
  if (count > perDevice) return 'device'
  if (answer.seconds < minSeconds) return 'speed'
  const given = answer.answers.filter((one) => ratings.has(one.question)).map((one) => one.value)
  return given.length >= patternFrom && new Set(given).size === 1 ? 'pattern' : null
}

/** The weighted mean of ratings 1–5 and its score of 100: 4.2 of 5 is 84. */
export function scoreRatings(
  valid: readonly Answer[],
  questions: readonly SurveyQuestion[],
): { mean: number | null; score: number | null } {
  const weights = new Map(
    questions.filter((one) => one.kind === 'rating').map((one) => [one.id, one.weight ?? 1]),
  )
  let [sum, weight] = [0, 0]
  for (const { question, value } of valid.flatMap((one) => one.answers)) {
    const own = weights.get(question)
    if (own === undefined || typeof value !== 'number') continue
    sum += value * own
    weight += own
  }
  if (weight === 0) return { mean: null, score: null }
  const mean = Math.round((sum / weight) * 10_000) / 10_000
  return { mean, score: Math.round((mean / 5) * 10_000) / 100 }
}

export interface Group {
  option: string
  wanted: number
  valid: number
  share: number
  mean: number | null
}

/** The groups of a quota, each with the mean of its own answers. */
export function groupAnswers(
  valid: readonly Answer[],
  questions: readonly SurveyQuestion[],
  quota: SurveyQuota | null,
): Group[] {
  return (quota?.cells ?? []).map(({ option, count, share }) => {
    const own = valid.filter((one) =>
      one.answers.some((each) => each.question === quota?.question && each.value === option),
    )
    return { option, wanted: count, valid: own.length, share, mean: scoreRatings(own, questions).mean }
  })
}

/** The mean with each group counted by its share of the people, whoever answered more; null without a group that answered. */
export function weighGroups(groups: readonly Group[]): number | null {
  let [sum, shares] = [0, 0]
  for (const { mean, share } of groups) {
    if (mean === null) continue
    sum += mean * share
    shares += share
  }
  return shares === 0 ? null : Math.round((sum / shares) * 10_000) / 10_000
}
