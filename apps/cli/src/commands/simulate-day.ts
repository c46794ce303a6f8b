import {
  type Client,
  type EventTypeInfo,
  listCases,
  listDivisions,
  listEvents,
  listEventTypes,
  listOrganisations,
  listStandardClasses,
} from '@civitas/sdk'
import { type Command, readFlags, say, userError } from '../command.ts'
import { connect, connectFlags } from '../connect.ts'
import { makePlayers } from '../day/people.ts'
import { type DayReport, dayChannels, planDay, randomOf } from '../day/plan-day.ts'
import { checkNext, handleNext, verifyNext, type Work } from '../day/staff.ts'
import { makeApiKey, type Tellers, tell } from '../day/tell.ts'
import { toTable } from '../table.ts'

const flags = {
  ...connectFlags,
  events: 'text',
  minutes: 'text',
  seed: 'text',
  json: 'yes-no',
} as const

const crew = { citizens: 6, grid: 4, officers: 3, workers: 6, inspectors: 2 }
/** How long the staff go on after the last report at most, ms; they stop earlier when nothing is left. */
const afterMs = 60 * 60_000

export const simulateDay: Command = {
  name: 'simulate day',
  summary: {
    zh: '加速播放城市的一天：多渠道上报、核实、处置、核查',
    en: 'Play a day of the city in accelerated time',
  },
  usage: 'civitas simulate day [--events 3000] [--minutes 10] [--seed 1] [--json]',
  run: async (args) => {
    const { values } = readFlags(args, flags)
    const events = toCount(values.events, '--events', 3000)
    const minutes = toCount(values.minutes, '--minutes', 10)
    const { client: admin, url } = await connect(values)
    const stamp = Date.now().toString(36)
    const plan = planDay({
      events,
      minutes,
      seed: toCount(values.seed, '--seed', 1),
      places: await listPlaces(admin),
    })
    const work: Work = {
      since: new Date().toISOString(),
      random: randomOf(events),
      unitOf: await readUnits(admin),
      counts: { verified: 0, dismissed: 0, merged: 0, tasks: 0, passed: 0, sentBack: 0, refused: 0 },
    }
    const tellers = await makeTellers(admin, url, stamp)
    const told = await play(plan, tellers, work, admin, url)
    const outcome = await count(admin, work)
    if (values.json) console.log(JSON.stringify({ since: work.since, told, ...work.counts, ...outcome }))
    else console.log(describe(told, work, outcome))
  },
}

function toCount(text: string | undefined, flag: string, usual: number): number {
  const count = text === undefined ? usual : Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 100_000)
    throw userError(`${flag} 应为 1 到 100000 的整数。`, `${flag} should be an integer from 1 to 100000.`)
  return count
}

/** Middles of grids and around them, where people live. */
async function listPlaces(admin: Client): Promise<Array<[number, number]>> {
  const { items } = await admin.call(listDivisions, { query: { level: 5, limit: 500 } })
  const offsets = [-0.0006, 0, 0.0006]
  return items.flatMap(({ centre: [lon = 0, lat = 0] }) =>
    offsets.flatMap((dx) => offsets.map((dy): [number, number] => [lon + dx, lat + dy])),
  )
}

/** The urban management bureau of a district, or of the city. */
async function readUnits(admin: Client): Promise<(divisionCode: string | null) => string> {
  const { items } = await admin.call(listOrganisations, { query: { search: '城市管理局', limit: 200 } })
  const byDivision = new Map(items.map((one) => [one.divisionCode, one.id]))
  const city = items.find((one) => one.divisionCode.endsWith('00')) ?? items[0]
  if (!city) throw userError('没有城市管理局这样的组织。', 'There is no urban management bureau.')
  return (code) => byDivision.get(code?.slice(0, 6) ?? '') ?? city.id
}

async function makeTellers(admin: Client, url: string, stamp: string): Promise<Tellers> {
  const types = await admin.call(listEventTypes)
  const classes = await admin.call(listStandardClasses, { query: { kind: 'event' } })
  const byLarge = new Map(classes.map((one) => [one.id, one.largeCode]))
  return {
    ...{ url, stamp, admin },
    citizens: await makePlayers(admin, url, 'citizen', crew.citizens),
    grid: await makePlayers(admin, url, 'grid-worker', crew.grid),
    apiKey: await makeApiKey(admin, stamp),
    typeOf: (standardClass) => typeFor(types, byLarge.get(standardClass) ?? ''),
  }
}

const typeByLarge: Record<string, string> = {
  '01': 'urban-management.cityscape',
  '02': 'urban-management.advertising',
  '03': 'urban-management.construction',
  '04': 'urban-management.street-emergency',
  '05': 'urban-management.street-order',
}

function typeFor(types: readonly EventTypeInfo[], large: string): string {
  const id = typeByLarge[large] ?? ''
  if (!types.some((one) => one.id === id))
    throw userError('这个平台没有启用城市管理领域。', 'This platform has no urban management domain.')
  return id
}

/** Tells everything at its time while the staff work, and lets them finish. */
async function play(
  plan: readonly DayReport[],
  tellers: Tellers,
  work: Work,
  admin: Client,
  url: string,
): Promise<Record<string, number>> {
  const [officers, workers, inspectors] = await Promise.all([
    makePlayers(admin, url, 'duty-officer', crew.officers),
    makePlayers(admin, url, 'district-officer', crew.workers),
    makePlayers(admin, url, 'inspector', crew.inspectors),
  ])
  let isTold = false
  const deadline = () => isTold && performance.now() > endMs + afterMs
  let endMs = Number.POSITIVE_INFINITY
  const loops = [
    ...officers.map((one) =>
      shift(
        () => verifyNext(one, work),
        () => isTold,
        deadline,
      ),
    ),
    ...workers.map((one, part) =>
      shift(
        () => handleNext(one, work, { part, parts: workers.length }),
        () => isTold,
        deadline,
      ),
    ),
    ...inspectors.map((one) =>
      shift(
        () => checkNext(one, work),
        () => isTold,
        deadline,
      ),
    ),
  ]
  const told = await tellAll(plan, tellers)
  isTold = true
  endMs = performance.now()
  await Promise.all(loops)
  return told
}

/** How often somebody looks in vain after the last report before going home. */
const patience = 12

async function shift(
  look: () => Promise<number>,
  isTold: () => boolean,
  isOver: () => boolean,
): Promise<void> {
  for (let idle = 0; idle < patience && !isOver(); ) {
    const found = await look()
    if (found > 0) idle = 0
    else if (isTold()) idle++
    await new Promise((next) => setTimeout(next, found > 0 ? 50 : 1_000))
  }
}

async function tellAll(plan: readonly DayReport[], tellers: Tellers): Promise<Record<string, number>> {
  const told: Record<string, number> = Object.fromEntries(dayChannels.map((one) => [one, 0]))
  const start = performance.now()
  const under = new Set<Promise<void>>()
  for (const report of plan) {
    const wait = report.atMs - (performance.now() - start)
    if (wait > 0) await new Promise((next) => setTimeout(next, wait))
    const one = tell(tellers, report).then(() => {
      told[report.channel] = (told[report.channel] ?? 0) + 1
    })
    const kept: Promise<void> = one.finally(() => under.delete(kept))
    under.add(kept)
    if (under.size >= 16) await Promise.race(under)
  }
  await Promise.all(under)
  return told
}

async function count(admin: Client, { since }: Work): Promise<Record<string, number>> {
  const events = async (state?: 'raised' | 'verified' | 'merged' | 'dismissed' | 'closed') =>
    (await admin.call(listEvents, { query: { from: since, limit: 1, ...(state ? { state } : {}) } })).total
  const cases = async (state?: 'open' | 'checking' | 'closed') =>
    (await admin.call(listCases, { query: { from: since, limit: 1, ...(state ? { state } : {}) } })).total
  return {
    events: await events(),
    eventsWaiting: await events('raised'),
    eventsClosed: await events('closed'),
    cases: await cases(),
    casesOpen: (await cases('open')) + (await cases('checking')),
    casesClosed: await cases('closed'),
  }
}

function describe(told: Record<string, number>, { counts }: Work, outcome: Record<string, number>): string {
  const rows = [
    [
      say({ zh: '各渠道上报', en: 'Reports' }),
      Object.entries(told)
        .map(([name, n]) => `${name} ${n}`)
        .join('，'),
    ],
    [say({ zh: '形成事件', en: 'Events' }), String(outcome.events)],
    [
      say({ zh: '核实 / 不属实 / 人工合并', en: 'Verified / dismissed / merged' }),
      `${counts.verified} / ${counts.dismissed} / ${counts.merged}`,
    ],
    [
      say({ zh: '立案 / 结案 / 在办', en: 'Cases / closed / open' }),
      `${outcome.cases} / ${outcome.casesClosed} / ${outcome.casesOpen}`,
    ],
    [say({ zh: '办结任务', en: 'Tasks done' }), String(counts.tasks)],
    [
      say({ zh: '核查通过 / 返工', en: 'Checks passed / sent back' }),
      `${counts.passed} / ${counts.sentBack}`,
    ],
    [say({ zh: '让给他人', en: 'Left to others' }), String(counts.refused)],
  ]
  return toTable(rows as string[][])
}
