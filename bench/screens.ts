import { readFileSync } from 'node:fs'
import {
  type CockpitComponent,
  getPageData,
  reportEvent,
  reviewPage,
  savePage,
  signIn,
  submitPage,
} from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { percentile, round } from './lib/percentile.ts'
import { machine, startBenchServer } from './lib/server.ts'

/**
 * A cockpit of 30 components refreshed for 200 viewers on one process: server CPU while they look, and bytes each viewer
 * takes. Every viewer reads with its own connection and its own `since`, as a page does.
 */
const viewers = 200
const components = 30
const cycleSeconds = 5
const seconds = 60
/** More than one core busy would leave no room for readings. */
const limitCores = 0.5

const ids = [
  ...[
    'vital-signs.water-pressure',
    'vital-signs.power-load',
    'vital-signs.gas-pressure',
    'vital-signs.road-speed',
  ],
  ...['vital-signs.waste-fill', 'vital-signs.pipe-level', 'city-base.events-today', 'city-base.cases-open'],
]
const bindings: CockpitComponent['binding'][] = [
  ...ids.map((id) => ({ source: 'indicator' as const, view: 'value', ids: [id] })),
  ...ids.map((id) => ({ source: 'indicator' as const, view: 'history', ids: [id], window: '24h' })),
  ...ids.slice(0, 4).map((id) => ({ source: 'indicator' as const, view: 'by-division', ids: [id] })),
  ...['by-type', 'by-level', 'by-hour', 'flow', 'list'].map((view) => ({
    source: 'events' as const,
    view,
    window: '7d',
    limit: 20,
  })),
  ...['by-type', 'funnel', 'list'].map((view) => ({
    source: 'cases' as const,
    view,
    window: '7d',
    limit: 20,
  })),
  { source: 'vital-signs', view: 'fields' },
  { source: 'targets', view: 'lights' },
]

/** Seconds of processor a process has used, from `/proc` (100 ticks a second on Linux). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const server = await startBenchServer({ CIVITAS_SAMPLE_CITY: 'true', CIVITAS_SAMPLE_DATA: 'false' })
try {
  const params = { id: 'bench' }
  const content = {
    ...{ theme: 'dark' as const, rows: 20, refreshSeconds: cycleSeconds },
    components: bindings.slice(0, components).map(
      (binding, i): CockpitComponent => ({
        ...{
          id: `c${i}`,
          kind: 'table',
          title: `组件 ${i}`,
          x: (i % 6) * 4,
          y: Math.floor(i / 6) * 4,
          w: 4,
          h: 4,
        },
        ...{ grade: 'internal', binding },
      }),
    ),
  }
  await server.admin.call(savePage, { params, body: { title: '基准', grade: 'internal', content } })
  await server.admin.call(submitPage, { params })
  const client = createClient({ baseUrl: server.url })
  const { accessToken } = await client.call(signIn, { body: { account: 'leader', password: 'civitas-demo' } })
  const leader = createClient({ baseUrl: server.url, token: () => accessToken })
  await leader.call(reviewPage, { params, body: { approve: true } })

  const waits: number[] = []
  let bytes = 0
  let failed = 0
  const look = async (viewer: number) => {
    let since = 0
    await new Promise((next) => setTimeout(next, (viewer / viewers) * cycleSeconds * 1000))
    const until = Date.now() + seconds * 1000
    while (Date.now() < until) {
      const began = performance.now()
      try {
        const raw: unknown = await leader.call(getPageData, { params, query: { since } })
        waits.push(performance.now() - began)
        bytes += (raw as Uint8Array).byteLength
        since = JSON.parse(new TextDecoder().decode(raw as Uint8Array)).revision
      } catch {
        failed += 1
      }
      await new Promise((next) =>
        setTimeout(next, Math.max(0, cycleSeconds * 1000 - (performance.now() - began))),
      )
    }
  }
  // A city where something happens every second, so that there is something to send.
  let raised = 0
  const happening = setInterval(() => {
    const position: [number, number] = [118.9 + (raised % 50) / 1000, 33.4 + (raised % 40) / 1000]
    const body = { type: 'city-base.parts-damage', title: `部件损坏 ${raised++}`, position }
    server.admin.call(reportEvent, { body }).catch(() => {
      failed += 1
    })
  }, 1_000)
  await leader.call(getPageData, { params, query: {} })
  const pid = server.process.pid as number
  const [cpuBefore, began] = [cpuSeconds(pid), performance.now()]
  await Promise.all(Array.from({ length: viewers }, (_, viewer) => look(viewer)))
  clearInterval(happening)
  const took = (performance.now() - began) / 1000
  const cores = (cpuSeconds(pid) - cpuBefore) / took
  process.stdout.write(
    `${JSON.stringify({
      bench: 'screens',
      ratio: round(limitCores / cores),
      ...{ viewers, components, cycle_s: cycleSeconds, reads: waits.length, failed, events: raised },
      server_cores: Math.round(cores * 1000) / 1000,
      bytes_per_viewer_per_min: Math.round((bytes / viewers / took) * 60),
      p50_ms: round(percentile(waits, 50)),
      p99_ms: round(percentile(waits, 99)),
      rss_mb: server.rssMb(),
      ...machine(),
    })}\n`,
  )
} finally {
  await server.stop()
}
