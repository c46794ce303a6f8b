import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beatKiosk, createClient } from '@civitas/sdk'
import { sleep } from './session.ts'

const everyMs = 60_000

/** What a machine of the service hall says of itself with every heartbeat, and the key it says it with. */
interface Kiosk {
  code: string
  key: string
  paper: number
  toner: number
}

/** Lets the self-service machines of the sample city say that they are there, once a minute. */
export async function beatKiosks(url: string, accessFile: string, signal: AbortSignal): Promise<void> {
  const file = join(dirname(accessFile), 'kiosks.secret.json')
  const client = createClient({ baseUrl: url })
  while (!signal.aborted) {
    // They are registered while the platform already answers.
    const kiosks = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kiosk[]) : []
    for (const body of kiosks)
      await client.call(beatKiosk, { body }).catch((error: Error) => {
        console.error(`simulator: ${body.code}: ${error.message}`)
      })
    await sleep(everyMs, signal)
  }
}
