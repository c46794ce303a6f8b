/** A shift somebody is to take. */
export interface PlannedShift {
  post: string
  start: Date
  end: Date
  contactId: string
}

export interface RosterRule {
  /** First day in the city, `2025-06-01`. */
  from: string
  days: number
  shiftHours: 8 | 12 | 24
  startHour: number
  /** Contacts of each post, in turn. */
  people: Readonly<Record<string, readonly string[]>>
  /** Shifts somebody has free after one of theirs. */
  restShifts: number
}

/** Posts that cannot keep the rest with the people they have, with how many they need. */
export function tooFew(rule: RosterRule): { post: string; needed: number }[] {
  return Object.entries(rule.people)
    .filter(([, people]) => people.length < rule.restShifts + 1)
    .map(([post]) => ({ post, needed: rule.restShifts + 1 }))
}

/** Fills the days in turn; with n people everybody rests n − 1 shifts, so the turn keeps the rest asked for. */
export function planShifts(rule: RosterRule): PlannedShift[] {
  const start = new Date(`${rule.from}T00:00:00+08:00`).getTime() + rule.startHour * 3_600_000
  const length = rule.shiftHours * 3_600_000
  const count = (rule.days * 24) / rule.shiftHours
  return Object.entries(rule.people).flatMap(([post, people]) =>
    Array.from({ length: count }, (_, index) => ({
      post,
      start: new Date(start + index * length),
      end: new Date(start + (index + 1) * length),
      contactId: people[index % people.length] as string,
    })),
  )
}

/** The first who would have two posts at one time, with the start of that shift. */
export function twiceAtOnce(shifts: readonly PlannedShift[]): PlannedShift | undefined {
  const taken = new Set<string>()
  return shifts.find(({ contactId, start }) => {
    const key = `${contactId} ${start.getTime()}`
    if (taken.has(key)) return true
    taken.add(key)
    return false
  })
}
