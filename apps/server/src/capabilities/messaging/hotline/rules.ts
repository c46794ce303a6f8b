/** A call that waits for somebody, in the words of routing. */
export interface Waiting {
  readonly id: string
  readonly skill: string
  readonly priority: number
  readonly arrived: number
  /** The agent the caller spoke with last, or the one a hand-over is meant for. */
  readonly wantedSeat: string | null
  readonly onlyWanted: boolean
}

/** A seat that is free. */
export interface FreeSeat {
  readonly userId: string
  readonly skills: readonly string[]
  /** Free since, ms. */
  readonly since: number
}

/** Numbers that are put through at once and never wait (国办发〔2020〕53号). */
export const emergencyNumbers: ReadonlySet<string> = new Set(['110', '119', '120', '122'])

/**
 * The next call and the seat for it: higher priority first, then who came first; of the seats with the skill the last
 * agent of the caller, else the one free longest. A caller who accepted a call-back waits by the time of arrival.
 */
export function chooseNext(
  waiting: readonly Waiting[],
  seats: readonly FreeSeat[],
): { call: Waiting; seat: FreeSeat } | undefined {
  const inOrder = [...waiting].sort((a, b) => b.priority - a.priority || a.arrived - b.arrived)
  for (const call of inOrder) {
    const wanted = seats.find((seat) => seat.userId === call.wantedSeat)
    if (wanted && (call.onlyWanted || wanted.skills.includes(call.skill))) return { call, seat: wanted }
    if (call.onlyWanted) continue
    const [seat] = seats
      .filter((one) => one.skills.includes(call.skill))
      .sort((a, b) => a.since - b.since || a.userId.localeCompare(b.userId))
    if (seat) return { call, seat }
  }
  return undefined
}

/** Share of letter pairs two texts have in common: 2·|a∩b| ÷ (|a|+|b|), 0–1. */
export function likeness(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0
  const known = new Set(b)
  return (2 * a.filter((gram) => known.has(gram)).length) / (a.length + b.length)
}

/** An address as people say it: without spaces, marks and the usual endings, so that two ways of saying agree. */
export function plainAddress(address: string | null | undefined): string {
  return (address ?? '').replace(/[\s,，。.·、()（）-]/g, '').replace(/(小区|附近|门口|一带)$/, '')
}

/** Whether two places are the same for linking tickets: one names the other. */
export function isSamePlace(a: string | null, b: string | null): boolean {
  const [one, other] = [plainAddress(a), plainAddress(b)]
  if (one.length < 2 || other.length < 2) return false
  return one.includes(other) || other.includes(one)
}

/** How alike two texts at one place must be to speak of one matter. */
export const sameMatter = 0.25

/** What a supervisor must hear of: many people together, threats to life, matters of conduct. */
const grave = ['集体', '上访', '群体', '自杀', '跳楼', '爆炸', '聚集', '堵路', '罢工', '贪污', '受贿', '举报']

export function isSensitive(text: string): boolean {
  return grave.some((word) => text.includes(word))
}

/** Seats that answer `share` of the calls within `withinSeconds` (Erlang C), 0 where there are no calls. */
export function seatsNeeded(
  callsPerHalfHour: number,
  handlingSeconds: number,
  share = 0.8,
  withinSeconds = 20,
): number {
  if (callsPerHalfHour <= 0 || handlingSeconds <= 0) return 0
  const load = (callsPerHalfHour * handlingSeconds) / 1800
  let seats = Math.max(1, Math.ceil(load + 1e-9))
  if (seats <= load) seats++
  while (answeredWithin(seats, load, handlingSeconds, withinSeconds) < share) seats++
  return seats
}

function answeredWithin(seats: number, load: number, handling: number, within: number): number {
  if (seats <= load) return 0
  let blocking = 1
  for (let n = 1; n <= seats; n++) blocking = (load * blocking) / (n + load * blocking)
  const waits = blocking / (1 - (load / seats) * (1 - blocking))
  return 1 - waits * Math.exp((-(seats - load) * within) / handling)
}
