import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signIn } from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import { repositoryRoot } from '../../apps/server/src/kernel/root.ts'
import { launch, stopProcess } from '../../apps/server/src/test-kit/launch.ts'

/** The sample city as `npm start` runs it: built server and simulator, on ports the system chooses. */
export interface SampleCity {
  url: string
  mqttPort: number
  signedInAs(account: string): Promise<Client>
  stop(): Promise<void>
}

const password = 'civitas-demo'

/** Starts it; `CIVITAS_E2E_URL` and `CIVITAS_E2E_MQTT_PORT` name one that runs already. */
export async function startSampleCity(): Promise<SampleCity> {
  const running = process.env.CIVITAS_E2E_URL
  if (running)
    return {
      url: running,
      mqttPort: Number(process.env.CIVITAS_E2E_MQTT_PORT ?? 1883),
      signedInAs: (account) => signInAs(running, account),
      stop: async () => undefined,
    }
  const data = mkdtempSync(join(tmpdir(), 'civitas-e2e-'))
  chmodSync(data, 0o711)
  const server = await launch({
    CIVITAS_DATA: data,
    CIVITAS_SAMPLE_CITY: 'true',
    CIVITAS_SIGN_INS_PER_MINUTE: '1000',
  })
  const url = `http://127.0.0.1:${server.port}`
  const simulator = startSimulator(url, server.mqttPort, join(data, 'simulator.secret.json'))
  return {
    url,
    mqttPort: server.mqttPort,
    signedInAs: (account) => signInAs(url, account),
    stop: async () => {
      await stopProcess(simulator)
      await stopProcess(server.process)
      rmSync(data, { recursive: true, force: true })
    },
  }
}

function startSimulator(url: string, mqttPort: number, access: string): ChildProcess {
  const built = join(repositoryRoot(), 'dist/simulator/main.js')
  const script = existsSync(built)
    ? [built]
    : ['--import', 'tsx', join(repositoryRoot(), 'apps/simulator/src/main.ts')]
  const args = ['--url', url, '--mqtt', `mqtt://127.0.0.1:${mqttPort}`, '--access', access]
  return spawn(process.execPath, [...script, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    cwd: repositoryRoot(),
  })
}

/** A client signed in with a demo account. */
export async function signInAs(url: string, account: string): Promise<Client> {
  const { accessToken } = await createClient({ baseUrl: url }).call(signIn, { body: { account, password } })
  return createClient({ baseUrl: url, token: () => accessToken })
}
