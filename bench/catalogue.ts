import { getCatalogueFacets, listDatasets } from '@civitas/contract'
import { toGrams } from '../apps/server/src/kernel/search.ts'
import { percentile, round } from './lib/percentile.ts'
import { type BenchServer, machine, startBenchServer } from './lib/server.ts'

/**
 * Fifty thousand entries of the catalogue, searched by words of their names, items and providers, with and without facets,
 * as a person at the catalogue does: the first page, newest first, with the count of all. The limit is 100 ms at p95.
 */
const datasets = Number(process.env.BENCH_DATASETS ?? 50_000)
const searches = 400
const limitMs = 100

const units = [
  '民政',
  '公安',
  '卫健',
  '教育',
  '市场监管',
  '住建',
  '人社',
  '水利',
  '交通',
  '生态环境',
  '税务',
  '文旅',
]
const things = [
  '低保对象',
  '婚姻登记',
  '出生医学证明',
  '学籍',
  '企业登记',
  '房屋权属',
  '社保缴费',
  '水库水情',
  '公交线路',
  '空气质量',
]
const kinds = ['基本信息', '变更记录', '统计表', '名录', '核验结果', '审批结果', '监测数据']

async function fill(server: BenchServer): Promise<void> {
  const batch = 5_000
  for (let at = 0; at < datasets; at += batch) {
    const rows = Array.from({ length: Math.min(batch, datasets - at) }, (_, i) => {
      const n = at + i
      const unit = units[n % units.length] as string
      const name = `${unit}${things[(n * 7) % things.length]}${kinds[(n * 13) % kinds.length]}${n}`
      const fields = ['公民身份号码', '姓名', `${things[(n * 3) % things.length]}编号`, '登记日期']
      return {
        n,
        name,
        unit: n % 60,
        grams: toGrams(name, `${unit}局`, '政府', ...fields),
        theme: kinds[n % 7],
      }
    })
    await server.database.query(
      `INSERT INTO data.dataset (id, code, name, abstract, kind, theme, layer, organisation_id, sharing, opening, cycle,
         keywords, state, created_time, published_time, grams)
       SELECT gen_random_uuid(), '399001/' || n, name, '', 'department', theme, 'standard',
         ('00000000-0000-7000-8000-0000000002' || lpad(unit::text, 2, '0'))::uuid, 'conditional', 'none', 'month', '{}',
         'published', now() - n * interval '1 minute', now(), grams
       FROM jsonb_to_recordset($1::jsonb) AS r(n int, name text, unit int, grams text[], theme text)`,
      [JSON.stringify(rows)],
    )
  }
  await server.database.query('ANALYZE data.dataset')
}

const server = await startBenchServer({ CIVITAS_REQUESTS_PER_MINUTE: '1000000' })
try {
  const startMs = performance.now()
  await fill(server)
  const fillSeconds = (performance.now() - startMs) / 1000
  const waits: number[] = []
  let found = 0
  for (let i = 0; i < searches + 20; i++) {
    const words = [
      things[i % things.length],
      `${units[i % units.length]}${things[(i * 3) % things.length]}`,
      `${things[i % things.length]}${kinds[(i * 5) % kinds.length]}`,
      String(1000 + i * 97),
    ][i % 4] as string
    const began = performance.now()
    const query = { search: words, limit: 20, ...(i % 3 === 0 ? { sharing: 'conditional' as const } : {}) }
    const { total } = await server.admin.call(listDatasets, { query })
    // The first ones warm the plans and the cache.
    if (i >= 20) waits.push(performance.now() - began)
    found += total
  }
  const facetsBegan = performance.now()
  await server.admin.call(getCatalogueFacets)
  const p95 = percentile(waits, 95)
  process.stdout.write(
    `${JSON.stringify({
      ...{ bench: 'catalogue', ratio: round(limitMs / p95, 2), limit_ms: limitMs, datasets },
      ...{ search_p50_ms: round(percentile(waits, 50)), search_p95_ms: round(p95) },
      ...{ search_max_ms: round(Math.max(...waits)), facets_ms: round(performance.now() - facetsBegan) },
      ...{ found_on_average: Math.round(found / (searches + 20)), fill_s: round(fillSeconds) },
      ...machine(),
    })}\n`,
  )
} finally {
  await server.stop()
}
