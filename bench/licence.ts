import { getLicenceBatch, type LicenceBatch, signIn, startLicenceBatch } from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import { createSm2KeyPair, isSm2Signature, signSm2 } from '../apps/server/src/kernel/crypto.ts'
import { creditCode } from './lib/numbers.ts'
import { round } from './lib/percentile.ts'
import { machine, startBenchServer } from './lib/server.ts'

/**
 * Ten thousand food permits issued in one batch, each signed, sealed and time-stamped (three SM2 signatures), with its
 * progress followed; half way the server is killed with SIGKILL and started again. The limit is the bare SM2 signature of the
 * same run: `ratio` is the signatures of the batch a second beside it. Signing and verifying of one text stand beside.
 */
const wanted = Number(process.env.BENCH_LICENCES ?? 10_000)
const signaturesEach = 3

function perSecond(work: () => void, count: number): number {
  const began = performance.now()
  for (let n = 0; n < count; n++) work()
  return Math.round((count / (performance.now() - began)) * 1000)
}

const pair = createSm2KeyPair()
const text = Buffer.from('x'.repeat(600))
const signature = signSm2(text, pair)
perSecond(() => signSm2(text, pair), 200)
const bareSign = perSecond(() => signSm2(text, pair), 1000)
const bareVerify = perSecond(() => isSm2Signature(text, signature, pair.publicKey), 500)

const rows = Array.from({ length: wanted }, (_, n) => ({
  ...{ holderName: `云川市测速餐饮${n}号有限公司`, holderNumber: creditCode(n) },
  fields: {
    ...{ representative: '邹文娟', address: '云川市云城区望云街道解放路 18 号' },
    ...{ business: '餐饮服务经营者', scope: '热食类食品制售' },
  },
}))

const server = await startBenchServer({
  ...{ CIVITAS_SAMPLE_CITY: 'true', CIVITAS_SAMPLE_DATA: 'false' },
  CIVITAS_REQUESTS_PER_MINUTE: '100000000',
})

async function signedIn(): Promise<Client> {
  const { accessToken } = await createClient({ baseUrl: server.url }).call(signIn, {
    body: { account: 'market', password: 'civitas-demo' },
  })
  return createClient({ baseUrl: server.url, token: () => accessToken })
}

/** Follows a batch until it is done or `until` says so; answers its last state and the seconds it was watched. */
async function follow(client: Client, id: string, until: (batch: LicenceBatch) => boolean) {
  const began = performance.now()
  for (;;) {
    const batch = await client.call(getLicenceBatch, { params: { id } })
    if (batch.state === 'done' || until(batch))
      return { batch, seconds: (performance.now() - began) / 1000, done: batch.issued + batch.rejected }
    await new Promise((next) => setTimeout(next, 200))
  }
}

try {
  const client = await signedIn()
  const started = await client.call(startLicenceBatch, {
    body: { typeId: 'licences.food-operation', source: 'issued', rows },
  })
  const first = await follow(client, started.id, ({ issued }) => issued >= wanted / 2)
  const backMs = await server.restart('SIGKILL')
  const again = await signedIn()
  const before = await again.call(getLicenceBatch, { params: { id: started.id } })
  const rest = await follow(again, started.id, () => false)
  const { rows: kept } = await server.database.query(
    `SELECT count(*)::int AS licences, count(DISTINCT holder_id)::int AS holders FROM services.licence l
     JOIN services.licence_batch_row r ON r.licence_id = l.id WHERE r.batch_id = $1`,
    [started.id],
  )
  const licencesPerSecond = first.done / first.seconds
  process.stdout.write(
    `${JSON.stringify({
      ...{ bench: 'licence', ratio: round((licencesPerSecond * signaturesEach) / bareSign, 2) },
      ...{
        licences_per_s: round(licencesPerSecond),
        bare_sign_per_s: bareSign,
        bare_verify_per_s: bareVerify,
      },
      ...{ batch: wanted, issued: rest.batch.issued, rejected: rest.batch.rejected },
      ...{ kept: kept[0].licences, holders: kept[0].holders },
      ...{ killed_at: before.issued, back_after_ms: Math.round(backMs), rest_s: round(rest.seconds) },
      ...machine(),
    })}\n`,
  )
  if (kept[0].licences !== wanted || kept[0].holders !== wanted) process.exitCode = 1
} finally {
  await server.stop()
}
