import { parseArgs } from 'node:util'
import { type Config, ConfigError, readConfig } from './kernel/config.ts'
import { startPlatform } from './platform.ts'

/** Settings that can be given on the command line; all others by file or environment. */
function readArguments(): Partial<Config> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'mqtt-port': { type: 'string' },
      data: { type: 'string' },
      'sample-city': { type: 'boolean' },
      roles: { type: 'string' },
    },
  })
  return {
    ...(values.port ? { port: Number(values.port) } : {}),
    ...(values['mqtt-port'] ? { mqttPort: Number(values['mqtt-port']) } : {}),
    ...(values.data ? { data: values.data } : {}),
    ...(values['sample-city'] ? { sampleCity: true } : {}),
    ...(values.roles ? { roles: values.roles.split(',') as Config['roles'] } : {}),
  }
}

/** Tells whoever started this process how far it is, one JSON line each, when it asked to be told. */
function tell(message: Record<string, unknown>): void {
  if (process.env.CIVITAS_PROGRESS) process.stdout.write(`${JSON.stringify(message)}\n`)
}

async function main(): Promise<void> {
  const config = readConfig(process.env, readArguments())
  const platform = await startPlatform({ config, onProgress: (step) => tell({ step }) })
  const token = config.sampleCity ? null : await platform.identity.issueFirstToken()
  if (token)
    process.stdout.write(`首个管理员的一次性口令 / one-time token for the first administrator: ${token}\n`)
  tell({ step: 'listening', port: platform.port, mqttPort: platform.mqttPort })
  platform.kernel.log.info({ port: platform.port, mqttPort: platform.mqttPort }, 'Civitas is ready')
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    platform.stop().then(
      () => process.exit(0),
      (error: Error) => fail(error),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

function fail(error: Error): never {
  const known =
    error instanceof ConfigError ||
    (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ||
    error.name === 'DomainError'
  process.stderr.write(`civitas: ${known ? error.message : error.stack}\n`)
  process.exit(known ? 2 : 1)
}

main().catch(fail)
