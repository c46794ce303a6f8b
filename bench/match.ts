import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MasterAttribute } from '@civitas/contract'
import { candidatePairs, preparedRecords } from '../apps/server/src/capabilities/data/master/match-sql.ts'
import { createLake } from '../apps/server/src/kernel/lake.ts'
import { round } from './lib/percentile.ts'

/**
 * De-duplicates a generated population whose truth is known, by the statements the platform runs: how long it takes, and the
 * precision and recall of what is merged by itself (the same valid strong key) and of what is put on the review desk.
 * `CIVITAS_BENCH_PEOPLE` sets how many records there are (default 1,000,000); a third of the people have a second record with
 * a valid id, none, a slip of the pen in it, or another phone.
 */
const records = Number(process.env.CIVITAS_BENCH_PEOPLE ?? 1_000_000)
const people = Math.round(records * 0.75)
const folder = mkdtempSync(join(tmpdir(), 'civitas-match-'))
const lake = createLake(folder)

const attribute = (name: string, role: MasterAttribute['role']): MasterAttribute => ({
  ...{ name, title: name, role, survives: 'priority' },
})
const attributes = [
  attribute('id', 'citizen-id'),
  attribute('name', 'name'),
  attribute('birth', 'birth-date'),
  attribute('phone', 'phone'),
  attribute('address', 'address'),
]

const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢'
const given =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国红梅文辉志宇晨欣怡佳俊峰慧琳雪婷浩博思雨泽嘉宁'
const at = (list: string, n: string) =>
  `substr('${list}', CAST((${n}) % ${[...list].length} AS INTEGER) + 1, 1)`
const mixed = (salt: number) => `(hash(p * 1000 + ${salt}) >> 8)`

/** A person’s facts from the number `p`. */
const person = `SELECT p, body || substr('10X98765432', CAST((${[
  7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2,
]
  .map((weight, i) => `CAST(substr(body, ${i + 1}, 1) AS INTEGER) * ${weight}`)
  .join(' + ')}) % 11 AS INTEGER) + 1, 1) AS id, name, birth, phone, address FROM (
  SELECT p, '3411' || lpad(CAST(1 + ${mixed(1)} % 30 AS VARCHAR), 2, '0') || strftime(day, '%Y%m%d') || lpad(CAST(${mixed(2)} % 1000 AS VARCHAR), 3, '0') AS body,
    ${at(surnames, mixed(3))} || ${at(given, mixed(4))} || CASE WHEN ${mixed(5)} % 10 < 7 THEN ${at(given, mixed(6))} ELSE '' END AS name,
    strftime(day, '%Y-%m-%d') AS birth, '1' || CAST(3 + ${mixed(7)} % 7 AS VARCHAR) || lpad(CAST(${mixed(8)} % 1000000000 AS VARCHAR), 9, '0') AS phone,
    '街道' || CAST(${mixed(9)} % 400 AS VARCHAR) || '路' || CAST(${mixed(10)} % 300 AS VARCHAR) || '号' || CAST(${mixed(11)} % 900 AS VARCHAR) || '室' AS address
  FROM (SELECT p, DATE '1940-01-01' + CAST(${mixed(12)} % 27000 AS INTEGER) AS day FROM range(${people}) AS r(p)))`

/** Second records with errors made on purpose: `e` says which. */
const second = `SELECT p, CASE WHEN e < 40 THEN id WHEN e < 70 THEN NULL
      ELSE left(id, 8) || CAST((CAST(substr(id, 9, 1) AS INTEGER) + 1) % 10 AS VARCHAR) || right(id, 9) END AS id,
    CASE WHEN e % 10 = 9 THEN left(name, 1) || ${at(given, mixed(20))} || substr(name, 3) ELSE name END AS name,
    CASE WHEN e % 20 = 7 THEN NULL ELSE birth END AS birth,
    CASE WHEN e % 4 = 1 THEN '139' || lpad(CAST(${mixed(21)} % 100000000 AS VARCHAR), 8, '0') ELSE phone END AS phone,
    CASE WHEN e % 5 = 2 THEN NULL ELSE address END AS address
  FROM (SELECT *, ${mixed(22)} % 100 AS e FROM (${person})) WHERE p < ${records - people}`

async function one<T>(text: string): Promise<T> {
  return (await lake.query<T>(text))[0] as T
}

async function main() {
  const [given, prepared, pairs] = ['given', 'prepared', 'pairs'].map((name) =>
    join(folder, `${name}.parquet`),
  ) as [string, string, string]
  await lake.writeParquet(
    `SELECT row_number() OVER () AS _n, * FROM (${person} UNION ALL ${second})`.replace(/\s+/g, ' '),
    given,
  )
  const began = performance.now()
  await lake.writeParquet(preparedRecords(`read_parquet('${given}')`, attributes), prepared)
  const table = `read_parquet('${prepared}')`
  const { n: auto } = await one<{ n: number }>(
    `SELECT CAST(coalesce(sum(c - 1), 0) AS DOUBLE) AS n FROM (SELECT count(*) AS c FROM ${table} WHERE _strong IS NOT NULL GROUP BY _strong)`,
  )
  await lake.writeParquet(candidatePairs(table, attributes, 0.6), pairs)
  const seconds = (performance.now() - began) / 1000
  const joined = `read_parquet('${pairs}') m JOIN read_parquet('${given}') a ON a._n = m.l JOIN read_parquet('${given}') b ON b._n = m.r`
  const review = await one<{ n: number; right: number }>(
    `SELECT CAST(count(*) AS DOUBLE) AS n, CAST(count(*) FILTER (WHERE a.p = b.p) AS DOUBLE) AS right FROM ${joined}`,
  )
  const { right: autoRight } = await one<{ right: number }>(
    `SELECT CAST(coalesce(sum(c - k), 0) AS DOUBLE) AS right FROM (SELECT count(*) AS c, count(DISTINCT g.p) AS k
     FROM ${table} t JOIN read_parquet('${given}') g ON g._n = t._n WHERE t._strong IS NOT NULL GROUP BY t._strong)`,
  )
  const truth = records - people
  const report = {
    bench: 'match',
    ...{
      records,
      duplicates: truth,
      seconds: round(seconds),
      recordsPerSecond: Math.round(records / seconds),
    },
    automatic: { merged: auto, precision: round(autoRight / auto, 4), recall: round(autoRight / truth, 4) },
    review: { proposed: review.n, precision: round(review.right / review.n, 4) },
    found: { recall: round((autoRight + review.right) / truth, 4) },
    ...{ limitSeconds: 600, ok: seconds <= 600 },
  }
  console.log(JSON.stringify(report))
}

try {
  await main()
} finally {
  lake.close()
  rmSync(folder, { recursive: true, force: true })
}
