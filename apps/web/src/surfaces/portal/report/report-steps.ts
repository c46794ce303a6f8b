/** The questions of a report, one a page, in their order. */
export const reportSteps = ['what', 'where', 'title', 'describe', 'confirm'] as const
export type ReportStep = (typeof reportSteps)[number]

export interface ReportDraft {
  type: string
  /** Longitude and latitude. */
  position: [number, number] | null
  title: string
  description: string
  /** JPEG in Base64. */
  photos: string[]
}

export const emptyDraft: ReportDraft = { type: '', position: null, title: '', description: '', photos: [] }

/** Whether the question of a step is answered; what is optional always is. */
export function isAnswered(step: ReportStep, draft: ReportDraft): boolean {
  if (step === 'what') return draft.type !== ''
  if (step === 'where') return draft.position !== null
  return step === 'title' || step === 'confirm' ? draft.title.trim().length >= 2 : true
}

/** The step to show: the one asked for, or the first unanswered one before it. */
export function allowedStep(asked: string | null, draft: ReportDraft): ReportStep {
  const wanted = reportSteps.find((step) => step === asked) ?? 'what'
  const before = reportSteps.slice(0, reportSteps.indexOf(wanted))
  return before.find((step) => !isAnswered(step, draft)) ?? wanted
}

/** The step after one; the last stays. */
export function stepAfter(step: ReportStep): ReportStep {
  return reportSteps[reportSteps.indexOf(step) + 1] ?? step
}

/** The step before one; null at the first. */
export function stepBefore(step: ReportStep): ReportStep | null {
  return reportSteps[reportSteps.indexOf(step) - 1] ?? null
}
