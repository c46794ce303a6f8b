import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { readConfig } from '../kernel/config.ts'
import { startEmbeddedPostgres } from '../kernel/db/embedded-postgres.ts'
import { createLog } from '../kernel/log.ts'
import { startPlatform } from '../platform.ts'
import { importSmallCity } from './small-city.ts'
import { query, templateName, toUrl } from './test-database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseServer: string
  }
}

/**
 * What is written is for the system to put on the disk when it likes: a process that is killed loses nothing by that, and no
 * test cuts the power. Making and dropping a database waited for the disk most of its time.
 */
const hasty = { fsync: 'off', full_page_writes: 'off' }

/**
 * Starts one real PostgreSQL for all test files and makes the template database: migrated, with the small city of the
 * tests in it. Each test file clones the template in about a tenth of a second.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const data = mkdtempSync(join(tmpdir(), 'civitas-test-'))
  // As root the database runs as another user, who must be able to walk in.
  chmodSync(data, 0o711)
  const server = await startEmbeddedPostgres(data, createLog('silent'), hasty)
  const base = toUrl(server.owner)
  await query(base, `CREATE DATABASE ${templateName}`)
  const config = readConfig(
    {},
    {
      ...{ host: '127.0.0.1', port: 0, mqttPort: 0, logLevel: 'error' },
      ...{ data: join(data, 'template'), databaseUrl: toUrl({ ...server.owner, database: templateName }) },
    },
  )
  const platform = await startPlatform({ config })
  await importSmallCity(platform)
  await platform.kernel.messages.settle()
  await platform.stop()
  project.provide('databaseServer', base)
  return async () => {
    await server.stop()
    rmSync(data, { recursive: true, force: true })
  }
}
