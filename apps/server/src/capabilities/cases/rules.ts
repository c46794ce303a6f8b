import type { ClockLamp } from '@civitas/contract'
import { compare, type Stage, type StageExit, type TaskType } from '@civitas/domain-kit'
import { dayOf } from '../../kernel/days.ts'

export { dayOf }

/** Share of a limit after which the lamp is amber. */
export const amberShare = 0.8

/** A clock that runs from opening to its end; `endTime` is null while it runs. */
export interface RunningClock {
  amberTime: Date | null
  dueTime: Date | null
  endTime: Date | null
}

/** Green, amber from 80 % of the limit, red when overdue; what has ended keeps the lamp it ended with, green or red. */
export function lampOf(clock: RunningClock, now: Date): ClockLamp {
  const { amberTime, dueTime, endTime } = clock
  if (!dueTime) return 'green'
  if (endTime) return endTime > dueTime ? 'red' : 'green'
  if (now >= dueTime) return 'red'
  return amberTime && now >= amberTime ? 'amber' : 'green'
}

/** Tasks of a stage in the groups they start in: neighbours that are parallel together, every other one alone. */
export function groupTasks(tasks: readonly TaskType[]): TaskType[][] {
  const groups: TaskType[][] = []
  tasks.forEach((task, i) => {
    const last = groups.at(-1)
    if (last && task.parallel && tasks[i - 1]?.parallel) last.push(task)
    else groups.push([task])
  })
  return groups
}

/** What starts next in a stage: the first group with a task that was not started; null when all groups are done. */
export function nextGroup(
  stage: Stage,
  started: ReadonlyMap<string, { done: boolean }>,
): TaskType[] | 'working' | null {
  for (const group of groupTasks(stage.tasks)) {
    const fresh = group.filter((task) => !started.has(task.id))
    if (fresh.length > 0) return fresh
    if (group.some((task) => !started.get(task.id)?.done)) return 'working'
  }
  return null
}

/** The first exit whose condition the answers of the stage meet. */
export function chooseExit(
  stage: Stage,
  answers: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): StageExit {
  const exit = stage.exits.find(
    ({ when }) => !when || compare(answers.get(when.task)?.[when.field], { op: when.op, value: when.value }),
  )
  if (!exit) throw new Error(`stage ${stage.id} has no exit that always fits`)
  return exit
}

/** What a vote came to; `asked` are the lead and all assisting units. */
export interface Outcome {
  readonly asked: number
  readonly yes: number
  readonly answered: number
  readonly passed: boolean
}

/** Counts a vote by the forms of all who were asked; null is who did not answer. */
export function countVote(
  { field, yes, morePercent }: NonNullable<TaskType['vote']>,
  forms: readonly (Readonly<Record<string, unknown>> | null)[],
): Outcome {
  const agreed = forms.filter((form) => form?.[field] === yes).length
  const passed = agreed * 100 > forms.length * morePercent
  return { asked: forms.length, yes: agreed, answered: forms.filter(Boolean).length, passed }
}

/** The answers of a task as its exits see them: the voted field says `yes` only where the vote passed. */
export function votedAnswers(
  vote: TaskType['vote'],
  form: Readonly<Record<string, unknown>>,
  outcome: Outcome | null,
): Readonly<Record<string, unknown>> {
  if (!vote || !outcome) return form
  const own = form[vote.field] === vote.yes ? null : form[vote.field]
  const otherwise = typeof vote.yes === 'boolean' ? !vote.yes : own
  return { ...form, [vote.field]: outcome.passed ? vote.yes : otherwise }
}

/** Lines of a list whose first word no line of the answers begins with. */
export function uncovered(list: string, answers: string): string[] {
  const linesOf = (text: string) =>
    text
      .split(/[\r\n]+/)
      .map((line) => line.trim())
      .filter(Boolean)
  const wordOf = (line: string) => line.split(/[\s:：，,]/)[0] ?? ''
  const told = new Set(linesOf(answers).map(wordOf))
  return linesOf(list).filter((line) => !told.has(wordOf(line)))
}

/** A division and all above it, smallest first: the order in which the duty list is asked. */
export function divisionChain(code: string | null): string[] {
  if (!code) return []
  const below = [15, 12, 9].filter((length) => code.length >= length).map((length) => code.slice(0, length))
  const district = code.slice(0, 6)
  return [...new Set([...below, district, `${district.slice(0, 4)}00`, `${district.slice(0, 2)}0000`])]
}

/** The city’s own number of a case: `FK-20250601-0001`, by the day in Asia/Shanghai. */
export function referenceOf(prefix: string, time: Date, number: number): string {
  return `${prefix}-${dayOf(time).replaceAll('-', '')}-${String(number).padStart(4, '0')}`
}

/** Where a person acted from, by the page their request came from. */
export function channelOf(referer: string | undefined): string {
  const page = /^https?:\/\/[^/]+\/(\w+)/.exec(referer ?? '')?.[1]
  return page && ['field', 'console', 'screen', 'map', 'portal'].includes(page) ? page : 'api'
}

/** Who may work on a task: people of its unit, and people of no unit whose divisions hold it (grid staff). */
export function mayWork(
  person: { organisationId: string | null },
  task: { organisationId: string | null },
): boolean {
  return (
    task.organisationId !== null &&
    (person.organisationId === null || person.organisationId === task.organisationId)
  )
}

const signatures: Record<string, (bytes: Uint8Array) => boolean> = {
  'image/jpeg': (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff]),
  'image/png': (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  'image/webp': (bytes) =>
    startsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes.subarray(8), [0x57, 0x45, 0x42, 0x50]),
}

/** Whether the first bytes are those of the kind of picture it says it is. */
export function isOfType(bytes: Uint8Array, contentType: string): boolean {
  return signatures[contentType]?.(bytes) ?? false
}

function startsWith(bytes: Uint8Array, start: number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte)
}

/** The division above: where an escalation goes. The city itself stays. */
export function upperDivision(code: string | null): string {
  return divisionChain(code)[1] ?? code ?? ''
}

/** Where the governance centre above a place is: its county; for a county itself, the city. */
export function centreAbove(code: string | null): string {
  if (!code) return ''
  return code.length > 6 ? code.slice(0, 6) : upperDivision(code)
}

const earthRadius_m = 6_371_008.8

/** Metres between two places along the sphere. */
export function metresBetween(a: readonly [number, number], b: readonly [number, number]): number {
  const rad = Math.PI / 180
  const [dLat, dLon] = [(b[1] - a[1]) * rad, (b[0] - a[0]) * rad]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1] * rad) * Math.cos(b[1] * rad) * Math.sin(dLon / 2) ** 2
  return 2 * earthRadius_m * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Day and time in the city, `6月1日 09:30`. */
export function clockTime(time: Date): string {
  const text = new Date(time.getTime() + 8 * 3_600_000).toISOString()
  return `${Number(text.slice(5, 7))}月${Number(text.slice(8, 10))}日 ${text.slice(11, 16)}`
}
