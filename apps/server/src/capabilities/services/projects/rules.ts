/** A stretch of time, in milliseconds. */
export interface Stretch {
  from: number
  to: number
}

/** The same time with nothing told twice, in order. */
export function unite(stretches: readonly Stretch[]): Stretch[] {
  const united: Stretch[] = []
  for (const one of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = united.at(-1)
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to)
    else if (one.to > one.from) united.push({ ...one })
  }
  return united
}

/** What is left of a time without another. */
export function without(stretches: readonly Stretch[], cut: readonly Stretch[]): Stretch[] {
  return unite(cut).reduce(
    (rest, { from, to }) =>
      rest.flatMap((one) =>
        to <= one.from || from >= one.to
          ? [one]
          : [
              { from: one.from, to: Math.min(one.to, from) },
              { from: Math.max(one.from, to), to: one.to },
            ].filter((part) => part.to > part.from),
      ),
    unite(stretches),
  )
}

/** What the clocks of a project are counted from, of one application. */
export interface MemberRun {
  acceptedTime: Date | null
  /** Decision, withdrawal or whatever ended it. */
  endTime: Date | null
  suspensions: readonly { since: Date; end: Date | null }[]
  corrections: readonly { since: Date; end: Date | null }[]
}

const stretch = (from: Date, to: Date | null, now: Date): Stretch => ({
  ...{ from: from.getTime(), to: (to ?? now).getTime() },
})

/**
 * The three clocks of parallel items: government works while one of them runs; the applicant’s and special procedures’ time
 * counts only while government does not work on any other.
 */
export function clocksOf(runs: readonly MemberRun[], now: Date) {
  const standing = runs.map((run) => run.suspensions.map((one) => stretch(one.since, one.end, now)))
  const government = unite(
    runs.flatMap((run, at) =>
      run.acceptedTime
        ? without([stretch(run.acceptedTime, run.endTime, now)], standing[at] as Stretch[])
        : [],
    ),
  )
  const correcting = runs.flatMap((run) => run.corrections.map((one) => stretch(one.since, one.end, now)))
  return {
    government,
    correction: without(correcting, government),
    special: without(without(standing.flat(), government), correcting),
  }
}

/** Working days of some time. */
export function daysOf(stretches: readonly Stretch[], between: (from: Date, to: Date) => number): number {
  return stretches.reduce((sum, { from, to }) => sum + between(new Date(from), new Date(to)), 0)
}

/** Yellow when the last fifth runs, red when the limit has passed. */
export function lampOf(usedDays: number, limitDays: number): 'yellow' | 'red' | null {
  if (usedDays > limitDays) return 'red'
  return usedDays >= limitDays * 0.8 ? 'yellow' : null
}

/** 项目代码: year and month, division, industry, way of approval (01), serial. */
export function projectCode(day: string, division: string, industry: string, serial: number): string {
  const place = division.padEnd(6, '0').slice(0, 6)
  return [
    `${day.slice(2, 4)}${day.slice(5, 7)}`,
    place,
    industry,
    '01',
    String(serial).padStart(6, '0'),
  ].join('-')
}

export type StageState = 'closed' | 'open' | 'draft' | 'running' | 'done'

/** Mandatory items that keep the next stage shut: neither granted nor promised. */
export function openItems<M extends { isMandatory: boolean; isPromised: boolean; state: string | null }>(
  members: readonly M[],
): M[] {
  return members.filter(
    (one) => one.isMandatory && !one.isPromised && one.state !== 'granted' && one.state !== 'delivered',
  )
}

/** One conclusion of all parties: passed when all pass, failed as soon as everybody spoke and one does not. */
export function concludeVisit(
  parties: readonly { name: string; passes: boolean | null; opinion: string | null }[],
): { state: 'booked' | 'passed' | 'failed'; conclusion: string | null } {
  if (parties.some((one) => one.passes === null)) return { state: 'booked', conclusion: null }
  const against = parties.filter((one) => !one.passes)
  return against.length === 0
    ? { state: 'passed', conclusion: `${parties.length} 个单位一致通过` }
    : {
        state: 'failed',
        conclusion: against.map((one) => `${one.name}：${one.opinion ?? '不通过'}`).join('；'),
      }
}
