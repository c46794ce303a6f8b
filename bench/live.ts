import { createCredential, listThings } from '@civitas/contract'
import mqtt from 'mqtt'
import { hasBrowser, openAs, openBrowser, sizes } from '../e2e/lib/browser.ts'
import { percentile, round } from './lib/percentile.ts'
import { machine, startBenchServer } from './lib/server.ts'

/**
 * Reading → pixel: how long after a reading reaches the server the big screen has painted it, under 5,000 readings a
 * second from the city’s own gauges. The page tells when it painted what (`window.civitasLive`); both clocks are one machine’s.
 */
const perSecond = 5_000
const seconds = 30
const ticksPerSecond = 10

/** Runs in the page: notes how long each newly painted reading took. The first seconds warm the page up and are not counted. */
const watcher = `{
  const seen = new Map()
  window.civitasWaits = []
  const look = () => {
    for (const [id, paint] of window.civitasLive?.lastPaint ?? []) {
      if (seen.get(id) === paint.receivedMs) continue
      seen.set(id, paint.receivedMs)
      window.civitasWaits.push(paint.paintedMs - paint.receivedMs)
    }
    setTimeout(look, 20)
  }
  setTimeout(look, 5000)
}`

if (!hasBrowser) throw new Error('no Chromium is installed')
const server = await startBenchServer({ CIVITAS_SAMPLE_CITY: 'true', CIVITAS_SAMPLE_DATA: 'false' })
const browser = await openBrowser()
try {
  const { items } = await server.admin.call(listThings, { query: { type: 'waterlogging.gauge', limit: 500 } })
  const { rows } = await server.database.query<{ id: number }>(
    `SELECT id FROM sensing.datastream WHERE property = 'depth' AND thing_id = ANY($1::uuid[]) ORDER BY id`,
    [items.map((one) => one.id)],
  )
  const ids = rows.map((row) => row.id)
  const credential = await server.admin.call(createCredential, {
    body: { name: 'bench-live', kind: 'gateway', thingType: 'waterlogging.gauge' },
  })
  const { page } = await openAs(browser, server.url, 'duty', '/screen', sizes.wall)
  await page.waitForSelector('canvas', { timeout: 60_000 })
  await page.waitForTimeout(10_000)

  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${server.mqttPort}`, {
    username: credential.name,
    password: credential.key,
  })
  const perTick = perSecond / ticksPerSecond
  let sent = 0
  let acknowledged = 0
  const publishTick = () => {
    const now = Date.now()
    const perStream = Math.ceil(perTick / ids.length)
    const groups = ids.map((id) => ({
      Datastream: { '@iot.id': id },
      components: ['phenomenonTime', 'result'],
      dataArray: Array.from({ length: perStream }, (_, i) => [
        new Date(now - perStream + i + 1).toISOString(),
        1 + ((now / 100 + id) % 5),
      ]),
    }))
    sent += perStream * ids.length
    void client.publishAsync('v1.1/CreateObservations', JSON.stringify(groups), { qos: 1 }).then(() => {
      acknowledged += perStream * ids.length
    })
  }
  await page.evaluate(watcher)
  const timer = setInterval(publishTick, 1000 / ticksPerSecond)
  await new Promise((next) => setTimeout(next, (seconds + 5) * 1000))
  clearInterval(timer)
  await new Promise((next) => setTimeout(next, 3_000))
  const waits = (await page.evaluate(
    () => (window as unknown as { civitasWaits: number[] }).civitasWaits,
  )) as number[]
  await client.endAsync()
  process.stdout.write(
    `${JSON.stringify({
      bench: 'live',
      ratio: null,
      p50_ms: round(percentile(waits, 50)),
      p99_ms: round(percentile(waits, 99)),
      painted: waits.length,
      sent_per_s: Math.round(sent / (seconds + 5)),
      lost: sent - acknowledged,
      datastreams: ids.length,
      rss_mb: server.rssMb(),
      ...machine(),
    })}\n`,
  )
} finally {
  await browser.close()
  await server.stop()
}
