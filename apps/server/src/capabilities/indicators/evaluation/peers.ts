import type { EvaluationItem, PeerComparison } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { ReadParts } from '../read-indicators.ts'
import { getOne } from './manage-evaluations.ts'
import { round, scoreOf } from './rules.ts'
import { getRow } from './store.ts'

export interface PeerValue {
  city: string
  item: string
  value: number
  source: string
}

export const peerMethod =
  '各城市的数值按同一评分规则换算成 0–100 分；城市得分 = Σ(分 × 权重) ÷ Σ权重，只取本市与全部参照城市都有数值的项目，项目不足一半不排名；分相同并列。参照值为公开资料录入，口径以来源为准'

/** Lines of city, code, value and source; the first wrong one is named. */
export function parsePeers(tsv: string, items: readonly EvaluationItem[]): PeerValue[] {
  const codes = new Set(items.map((one) => one.code))
  return tsv.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '' || (index === 0 && /城市|city/i.test(line))) return []
    const [city = '', item = '', text = '', source = ''] = line.split('\t').map((cell) => cell.trim())
    const fault = (words: string) => invalid('/body/tsv', `第 ${index + 1} 行：${words}`)
    if (!city) throw fault('缺少城市')
    if (!codes.has(item)) throw fault(`没有编号为“${item}”的项目`)
    const value = Number(text)
    if (text === '' || !Number.isFinite(value)) throw fault('数值不是数字')
    if (!source) throw fault('缺少来源')
    return [{ city, item, value, source }]
  })
}

/** Scores of all cities by the same rules; those with a value of every compared item are ranked. */
export function compareCities(
  items: ReadonlyArray<EvaluationItem & { value: number | null }>,
  peers: readonly PeerValue[],
  own: string,
): Omit<PeerComparison, 'method'> {
  const names = [...new Set(peers.map((one) => one.city))]
  const rows = items.map((item) => {
    const others = peers
      .filter((one) => one.item === item.code)
      .map(({ city, value, source }) => ({ city, value, source, score: scoreOf(item.scoring, value) }))
    const ownScore = item.value === null ? null : scoreOf(item.scoring, item.value)
    const better = ownScore === null ? 0 : others.filter((one) => one.score > ownScore).length
    return {
      ...{ code: item.code, title: item.title, unit: item.unit, weight: item.weight },
      ...{ own: item.value, ownScore, peers: others },
      mean:
        others.length === 0 ? null : round(others.reduce((sum, one) => sum + one.value, 0) / others.length),
      rank: ownScore === null || others.length === 0 ? null : better + 1,
      of: others.length + (ownScore === null ? 0 : 1),
    }
  })
  const shared = rows.filter((row) => row.ownScore !== null && row.peers.length === names.length)
  const weight = shared.reduce((sum, row) => sum + row.weight, 0)
  const isEnough = names.length > 0 && shared.length * 2 >= items.length && weight > 0
  const scoreFor = (city: string) => {
    const scores = shared.map((row) => ({
      weight: row.weight,
      score: city === own ? row.ownScore : row.peers.find((one) => one.city === city)?.score,
    }))
    return isEnough
      ? round(scores.reduce((sum, one) => sum + (one.score ?? 0) * one.weight, 0) / weight)
      : null
  }
  const scored = [own, ...names].map((city) => ({
    city,
    isOwn: city === own,
    score: scoreFor(city),
    items: shared.length,
  }))
  const cities = scored
    .map((one) => ({
      ...one,
      rank:
        one.score === null
          ? null
          : 1 + scored.filter((other) => (other.score ?? 0) > (one.score ?? 0)).length,
    }))
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || a.city.localeCompare(b.city))
  return { cities, items: rows }
}

export async function importPeers(
  parts: ReadParts,
  id: string,
  tsv: string,
  by: Principal,
): Promise<{ taken: number }> {
  const { db, clock } = parts.kernel
  const row = await getRow(db, id)
  const values = parsePeers(tsv, row.items)
  await db.query(sql`INSERT INTO indicators.evaluation_peer (evaluation_id, city, item, value, source, by_name, time)
    SELECT ${id}, city, item, value, source, ${by.name}, ${clock.now()}
    FROM jsonb_to_recordset(${JSON.stringify(values)}::jsonb) AS r(city text, item text, value float8, source text)
    ON CONFLICT (evaluation_id, city, item) DO UPDATE SET value = excluded.value, source = excluded.source,
      by_name = excluded.by_name, time = excluded.time`)
  return { taken: values.length }
}

export async function comparePeers(parts: ReadParts, id: string): Promise<PeerComparison> {
  const evaluation = await getOne(parts, id)
  const peers = await parts.kernel.db.query<PeerValue>(sql`SELECT city, item, value, source
    FROM indicators.evaluation_peer WHERE evaluation_id = ${id} ORDER BY city, item`)
  const own = parts.territory.findDivisionName(parts.territory.cityCode()) ?? '本市'
  return { ...compareCities(evaluation.items, peers, own), method: peerMethod }
}
