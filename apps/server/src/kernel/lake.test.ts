import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createLake } from './lake.ts'

const data = mkdtempSync(join(tmpdir(), 'civitas-lake-'))
const lake = createLake(data)
afterAll(() => {
  lake.close()
  rmSync(data, { recursive: true, force: true })
})

it('writes Parquet with zstd, whole or not at all, and reads it back', async () => {
  const file = join(lake.folder('readings'), 'day.parquet')
  await lake.writeParquet('SELECT i AS id, i * 0.5 AS value FROM range(1000) t(i)', file)
  const [row] = await lake.query<{ n: string; total: number }>(
    'SELECT count(*) AS n, sum(value)::DOUBLE AS total FROM read_parquet(?)',
    [file],
  )
  expect(row).toEqual({ n: '1000', total: 249_750 })
  const [meta] = await lake.query<{ compression: string }>(
    'SELECT DISTINCT compression FROM parquet_metadata(?)',
    [file],
  )
  expect(meta?.compression).toBe('ZSTD')
  await expect(lake.writeParquet('SELECT no_such_column', join(data, 'broken.parquet'))).rejects.toThrow()
  expect(existsSync(join(data, 'broken.parquet'))).toBe(false)
  expect(lake.size()).toBeGreaterThan(100)
})
