import {
  acceptTask,
  assignTask,
  attachCheckPhoto,
  attachEvidence,
  type Case,
  checkCase,
  completeTask,
  getEvent,
  getTask,
  listCases,
  listEvents,
  listTasks,
  signTask,
  type Task,
  verifyEvent,
} from '@civitas/sdk'
import type { Player } from './people.ts'
import { isPassing } from './tell.ts'

/** A white pixel: the platform asks for a picture, and nobody is fooled by this one. */
const photo = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII='

export interface Work {
  /** Only events told since, so that the rest of the city is left alone. */
  readonly since: string
  readonly random: () => number
  /** The unit the dispatcher gives a case of a division to. */
  readonly unitOf: (divisionCode: string | null) => string
  readonly counts: Record<
    'verified' | 'dismissed' | 'merged' | 'tasks' | 'passed' | 'sentBack' | 'refused',
    number
  >
}

/** How alike two events must be for the officer to take them for one. */
const alike = 0.72

/** Looks at what waits for verification; answers how many events were verified. */
export async function verifyNext(officer: Player, work: Work): Promise<number> {
  const { items } = await officer.client.call(listEvents, {
    query: { state: 'raised', from: work.since, limit: 50 },
  })
  let done = 0
  for (const event of items) {
    const isDone = await leaveOn(work, async () => {
      const { similar } = await officer.client.call(getEvent, { params: { id: event.id } })
      const same = similar.filter(
        (one) =>
          one.score >= alike &&
          one.event.state === 'raised' &&
          one.event.type === event.type &&
          !one.event.caseId,
      )
      const real = work.random() < 0.96
      const mergeIds = real ? same.map((one) => one.event.id) : []
      await officer.client.call(verifyEvent, {
        params: { id: event.id },
        body: {
          real,
          comment: real ? '核实属实' : '现场未发现',
          ...(mergeIds.length > 0 ? { mergeIds } : {}),
        },
      })
      work.counts[real ? 'verified' : 'dismissed']++
      work.counts.merged += mergeIds.length
    })
    if (isDone) done++
  }
  return done
}

/** Does what waits for somebody of any unit; answers how many tasks were done, for some are another person’s. `part` of `parts` shares them out. */
export async function handleNext(
  worker: Player,
  work: Work,
  share: { part: number; parts: number },
): Promise<number> {
  const { items } = await worker.client.call(listTasks, { query: { open: true, limit: 500 } })
  const own = items.filter((task) => task.state !== 'waiting' && shareOf(task.id, share.parts) === share.part)
  let done = 0
  for (const task of own.slice(0, 60)) if (await leaveOn(work, () => handle(worker, task, work))) done++
  return done
}

function shareOf(id: string, parts: number): number {
  return Number.parseInt(id.slice(-6), 16) % parts
}

/** False when the task is in somebody else’s hands. */
async function handle({ client, id: userId }: Player, seen: Task, work: Work): Promise<boolean> {
  const params = { id: seen.id }
  let task = seen
  if (namesUnit(task)) {
    const body = { organisationId: work.unitOf(task.divisionCode), version: task.version }
    await client.call(assignTask, { params, body })
    work.counts.tasks++
    return true
  }
  if (task.receiptDue && !task.receiptTime) task = await client.call(signTask, { params })
  if (task.state === 'assigned') task = await client.call(acceptTask, { params })
  if (task.acceptedById !== userId) return false
  const position = task.position ? { position: task.position } : {}
  for (let i = task.attachments.length; i < task.photosRequired; i++)
    await client.call(attachEvidence, { params, body: { ...aPhoto(`现场 ${i + 1}`, i), ...position } })
  const { version } = await client.call(getTask, { params })
  const form = fillForm(task)
  await client.call(completeTask, { params, body: { form, comment: '已处理', version, ...position } })
  work.counts.tasks++
  return true
}

/** Pictures differ in their last bytes, since the same picture is kept once. */
function aPhoto(fileName: string, number: number) {
  const bytes = Buffer.concat([Buffer.from(photo, 'base64'), Buffer.from(`${fileName} ${number}`)])
  return {
    ...{ fileName: `${fileName}.png`, contentType: 'image/png' as const },
    ...{ content: bytes.toString('base64'), takenTime: new Date().toISOString() },
  }
}

interface Field {
  type?: string
  enum?: unknown[]
  anyOf?: Array<{ const?: unknown }>
  minimum?: number
}

/** A task that is done by naming the unit that is to handle the case. */
function namesUnit({ formSchema }: Task): boolean {
  return ((formSchema as { required?: string[] }).required ?? []).includes('unit')
}

/** Answers every question that must be answered, as a willing person would. */
function fillForm({ formSchema }: Pick<Task, 'formSchema'>): Record<string, unknown> {
  const { properties = {}, required = [] } = formSchema as {
    properties?: Record<string, Field>
    required?: string[]
  }
  return Object.fromEntries(required.map((name) => [name, answerOf(properties[name] ?? {})]))
}

function answerOf(field: Field): unknown {
  if (field.enum) return field.enum[0]
  if (field.anyOf) return field.anyOf[0]?.const
  if (field.type === 'boolean') return true
  if (field.type === 'number' || field.type === 'integer') return field.minimum ?? 1
  return '已处理'
}

/** Checks cases that wait for it; one in twelve is sent back. Answers how many were checked. */
export async function checkNext(inspector: Player, work: Work): Promise<number> {
  const { items } = await inspector.client.call(listCases, {
    query: { state: 'checking', from: work.since, limit: 100 },
  })
  let done = 0
  for (const one of items) if (await leaveOn(work, () => check(inspector, one, work))) done++
  return done
}

async function check({ client }: Player, { id, position }: Case, work: Work): Promise<void> {
  const passed = work.random() < 11 / 12
  const at = position ? { position } : {}
  await client.call(attachCheckPhoto, {
    params: { id },
    body: { ...aPhoto('核查', Math.floor(work.random() * 1e9)), ...at },
  })
  await client.call(checkCase, {
    params: { id },
    body: { passed, comment: passed ? '处置到位' : '处置不到位，返工' },
  })
  work.counts[passed ? 'passed' : 'sentBack']++
}

/** Lets a piece be when somebody else was quicker, and answers false; anything else is told. */
async function leaveOn(work: Work, act: () => Promise<unknown>): Promise<boolean> {
  try {
    return (await act()) !== false
  } catch (error) {
    if (!isPassing(error)) throw error
    work.counts.refused++
    return false
  }
}
