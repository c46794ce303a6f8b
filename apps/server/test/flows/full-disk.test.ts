import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFirstAdministrator, createThing, signIn } from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Launched, launch, stopProcess } from '../../src/test-kit/launch.ts'

const megabyte = 1024 * 1024
const perPost = 2_000

/** A disk of its own that can be filled: only root on Linux may make one. */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'civitas-full-disk-'))
  chmodSync(folder, 0o711)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=640m,mode=0711', 'tmpfs', folder], { stdio: 'ignore' })
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
}

const disk = mountSmallDisk()
let server: Launched | undefined

beforeAll(async () => {
  if (disk) server = await launch({ CIVITAS_DATA: disk, CIVITAS_LOG_LEVEL: 'error' })
})
afterAll(async () => {
  if (server) await stopProcess(server.process)
  if (!disk) return
  execFileSync('umount', [disk])
  rmSync(disk, { recursive: true })
})

it.skipIf(!disk)(
  'refuses what it cannot keep, loses nothing, and goes on once there is room',
  async () => {
    const { port, token } = server as Launched
    const baseUrl = `http://127.0.0.1:${port}`
    const secret = { account: 'chief', password: 'correct horse battery' }
    await createClient({ baseUrl }).call(createFirstAdministrator, { body: { token, ...secret } })
    const { accessToken } = await createClient({ baseUrl }).call(signIn, { body: secret })
    const admin = createClient({ baseUrl, token: () => accessToken })
    const { datastreams } = await admin.call(createThing, {
      body: { thingType: 'waterlogging.gauge', reference: 'F1', attributes: { point_kind: 'estate' } },
    })
    const id = datastreams.find((one) => one.property === 'depth')?.datastreamId as number
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
    const day = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 86_400_000
    const times = (n: number) => Array.from({ length: perPost }, (_, i) => day + (n * perPost + i) * 10)
    const post = async (n: number) => {
      const dataArray = times(n).map((ms) => [new Date(ms).toISOString(), n % 50])
      const body = [{ Datastream: { '@iot.id': id }, components: ['phenomenonTime', 'result'], dataArray }]
      const answer = await fetch(`${baseUrl}/sta/v1.1/CreateObservations`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      await answer.text()
      return answer.status
    }

    const acknowledged: number[] = []
    let n = 0
    for (; n < 5; n++) if ((await post(n)) === 201) acknowledged.push(n)
    expect(acknowledged).toHaveLength(5)
    const metrics = () => fetch(`${baseUrl}/metrics`, { headers }).then((answer) => answer.text())
    await expect.poll(metrics, { timeout: 20_000 }).toContain('civitas_ingest_threads 1')

    const ballast = join(disk as string, 'ballast')
    const { bavail, bsize } = statfsSync(disk as string)
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 12 * megabyte))
    const refused: number[] = []
    for (; refused.length === 0 && n < 200; n++) {
      const status = await post(n)
      if (status === 201) acknowledged.push(n)
      else refused.push(status)
    }
    expect(refused).toEqual([503])
    expect(server?.process.exitCode).toBeNull()

    rmSync(ballast)
    const again = async () => {
      const status = await post(n).catch(() => 0)
      if (status === 201) acknowledged.push(n++)
      return status
    }
    await expect.poll(again, { timeout: 90_000, interval: 1_000 }).toBe(201)
    const found = new Set<number>()
    for (let skip = 0; ; skip += 1000) {
      const page = await fetch(
        `${baseUrl}/sta/v1.1/Datastreams(${id})/Observations?$top=1000&$skip=${skip}&$select=phenomenonTime&$orderby=phenomenonTime`,
        { headers },
      ).then((answer) => answer.json())
      for (const row of page.value) found.add(Date.parse(row.phenomenonTime))
      if (page.value.length < 1000) break
    }
    const lost = acknowledged.flatMap(times).filter((ms) => !found.has(ms))
    expect(lost).toEqual([])
  },
  300_000,
)
