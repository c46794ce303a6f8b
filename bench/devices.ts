import type { AnyOperation } from '@civitas/contract'
import {
  getDensityAdvice,
  getFleetMap,
  getFleetStatistics,
  listCalibrations,
  listCredentials,
  listFacilities,
  listFleet,
  listForecasts,
  listOverdueThings,
  listQualityScores,
  listThings,
  listThingTypes,
  listWorkOrders,
} from '@civitas/contract'
import { insertFleet } from './lib/fleet.ts'
import { percentile, round } from './lib/percentile.ts'
import { type BenchServer, machine, startBenchServer } from './lib/server.ts'

/**
 * The pages of devices over a register of 250,000: every list, picker and map answer must come within a second.
 * Owners, sectors, states and divisions are spread, and each device has a score and a calibration.
 */
const registered = Number(process.env.BENCH_REGISTERED ?? 250_000)
const limitMs = 1_000

/** The four digits with which the divisions of the administrator’s city begin. */
async function readCityPrefix({ database }: BenchServer): Promise<string> {
  const { rows } = await database.query<{ root: string }>(
    'SELECT divisions[1] AS root FROM identity.app_user',
  )
  return (rows[0]?.root ?? '').slice(0, 4)
}

async function spread({ database }: BenchServer, prefix: string): Promise<void> {
  await database.query(`UPDATE sensing.thing SET
      last_seen_time = CASE WHEN hashtext(reference) % 3 = 0 THEN now() WHEN hashtext(reference) % 3 = 1 THEN now() - interval '2 days' END,
      sector = (ARRAY['water', 'parks', 'environment'])[1 + abs(hashtext(reference)) % 3],
      profile_id = 'bench', profile_version = 1,
      division_code = '${prefix}' || lpad((1 + abs(hashtext(reference)) % 6)::text, 2, '0') || '001001001'`)
  await database.query(`INSERT INTO sensing.quality_score (day, thing_id, score, completeness, received, expected, failed, tests, valid)
    SELECT '2025-06-01', id, abs(hashtext(reference)) % 100, 90, 270, 288,
      CASE WHEN hashtext(reference) % 7 = 0 THEN ARRAY['卡值'] ELSE '{}' END, '[]', true FROM sensing.thing`)
  await database.query(`INSERT INTO sensing.calibration (thing_id, due_date, metrology)
    SELECT id, date '2025-01-01' + abs(hashtext(reference)) % 700, true FROM sensing.thing`)
  await database.query(`INSERT INTO sensing.health_forecast (id, thing_id, kind, made_day, risk, impact, evidence)
    SELECT gen_random_uuid(), id, 'failure', '2025-06-01', 0.5, 1, '""' FROM sensing.thing WHERE hashtext(reference) % 20 = 0`)
  await database.query(`INSERT INTO sensing.facility (id, reference, name, facility_type, division_code, lon, lat, height_class,
      carrier, sector, state, slots, registered_by, registered_time, grams)
    SELECT gen_random_uuid(), reference, name, 'pole', division_code, lon, lat, 'middle', 'pole', sector, 'in-use', 4, 'bench', now(), grams
    FROM sensing.thing`)
  await database.query(`INSERT INTO sensing.profile (id, version, title, content, difference, published_by, published_time, grace_days,
      deadline_time) SELECT 'bench', v, 'bench', '{}', '[]', 'bench', now(), 0, now() FROM generate_series(1, 2) AS v`)
  await database.query('VACUUM ANALYZE')
}

type Question = [name: string, operation: AnyOperation, query: object]

const city = '118.6,33.2,119.4,33.7'
const listQuestions = (prefix: string): Question[] => [
  ['fleet', listFleet, { limit: 20 }],
  ['fleet_deep_page', listFleet, { limit: 20, offset: registered / 2 }],
  ['fleet_search', listFleet, { search: '24999', limit: 20 }],
  ['fleet_search_common', listFleet, { search: '设备', limit: 20 }],
  ['fleet_search_none', listFleet, { search: '没有这台', limit: 20 }],
  ['fleet_one_letter', listFleet, { search: '9', limit: 20 }],
  ['fleet_state', listFleet, { state: 'offline', limit: 20 }],
  ['fleet_division', listFleet, { division: `${prefix}02`, limit: 20 }],
  ['fleet_sector', listFleet, { sector: 'water', state: 'online', limit: 20 }],
  ['statistics', getFleetStatistics, {}],
  ['map_city', getFleetMap, { bbox: city }],
  ['map_close', getFleetMap, { bbox: '118.8,33.35,118.805,33.355' }],
  ['map_state', getFleetMap, { bbox: city, state: 'online' }],
  ['thing_picker', listFleet, { search: '压测', model: 'waterlogging.gauge', limit: 30 }],
  ['things', listThings, { limit: 50 }],
  ['models', listThingTypes, {}],
  ['facilities', listFacilities, { limit: 20 }],
  ['facility_search', listFacilities, { search: '24999', limit: 20 }],
  ['scores', listQualityScores, { day: '2025-06-01', limit: 20 }],
  ['scores_failed', listQualityScores, { day: '2025-06-01', failed: '卡值', limit: 20 }],
  ['forecasts', listForecasts, { limit: 20 }],
  ['calibrations', listCalibrations, { dueBefore: '2025-07-01', limit: 20 }],
  ['overdue', listOverdueThings, { limit: 20 }],
  ['work_orders', listWorkOrders, { limit: 20 }],
  ['credentials', listCredentials, { limit: 20 }],
  ['density', getDensityAdvice, { model: 'waterlogging.gauge', metres: 100, division: `${prefix}01` }],
]

/** Of these there are none here, or their answer is no list. */
const without = new Set([
  'fleet_search_none',
  'work_orders',
  'statistics',
  'map_city',
  'map_close',
  'map_state',
])

/** A quick answer about nothing would measure nothing. */
function requireRows(name: string, answer: unknown): void {
  const items = (answer as { items?: unknown[] }).items ?? answer
  if (!without.has(name) && Array.isArray(items) && items.length === 0)
    throw new Error(`${name} found nothing`)
}

const server = await startBenchServer()
const ask = server.admin.call as (operation: AnyOperation, input: object) => Promise<unknown>
try {
  await insertFleet(server, registered)
  const prefix = await readCityPrefix(server)
  await spread(server, prefix)
  await server.restart()
  const times: Record<string, number> = {}
  for (const [name, operation, query] of listQuestions(prefix)) {
    const waits: number[] = []
    for (let i = 0; i < 5; i++) {
      const began = performance.now()
      requireRows(name, await ask(operation, { query }))
      waits.push(performance.now() - began)
    }
    times[`${name}_p95_ms`] = round(percentile(waits, 95))
  }
  const slowest = Math.max(...Object.values(times))
  const ratio = round(slowest / limitMs, 3)
  process.stdout.write(`${JSON.stringify({ bench: 'devices', ratio, registered, ...times, ...machine() })}\n`)
} finally {
  await server.stop()
}
