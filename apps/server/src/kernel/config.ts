import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** Port of a device protocol: absent means switched off, 0 lets the system choose. */
function devicePort(description: string) {
  return Type.Optional(Type.Integer({ minimum: 0, maximum: 65535, description }))
}

/** Everything an operator can set, by file (JSON) or environment; the environment wins. */
export const ConfigSchema = Type.Object(
  {
    host: Type.String({ default: '0.0.0.0', description: 'CIVITAS_HOST' }),
    port: Type.Integer({
      minimum: 0,
      maximum: 65535,
      default: 8080,
      description: 'CIVITAS_PORT; 0 lets the system choose',
    }),
    mqttPort: Type.Integer({ minimum: 0, maximum: 65535, default: 1883, description: 'CIVITAS_MQTT_PORT' }),
    mqttsPort: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 65535,
        description: 'CIVITAS_MQTTS_PORT: MQTT over TLS; 7000 above the MQTT port when not given (8883)',
      }),
    ),
    tlsCert: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'CIVITAS_TLS_CERT: certificate chain, PEM file; turns HTTP into HTTPS',
      }),
    ),
    tlsKey: Type.Optional(
      Type.String({ minLength: 1, description: 'CIVITAS_TLS_KEY: its private key, PEM file' }),
    ),
    data: Type.String({
      minLength: 1,
      default: '.civitas',
      description: 'CIVITAS_DATA: the one data directory',
    }),
    databaseUrl: Type.Optional(
      Type.String({
        pattern: '^postgres(ql)?://',
        description: 'CIVITAS_DATABASE_URL: another PostgreSQL, version 15 or newer',
      }),
    ),
    lake: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'CIVITAS_LAKE: folder of history files, shared by a cluster',
      }),
    ),
    hotDays: Type.Integer({
      minimum: 1,
      default: 40,
      description: 'CIVITAS_HOT_DAYS: days of readings kept in the database before they become files',
    }),
    databaseName: Type.String({
      pattern: '^[a-z][a-z0-9_]*$',
      default: 'civitas',
      description: 'CIVITAS_DATABASE_NAME: database in the embedded server',
    }),
    mqttUrl: Type.Optional(
      Type.String({
        pattern: '^mqtts?://',
        description: 'CIVITAS_MQTT_URL: an MQTT 5 broker readings also come from, by shared subscriptions',
      }),
    ),
    mqttEmbedded: Type.Boolean({
      default: true,
      description: 'CIVITAS_MQTT_EMBEDDED: false leaves the listening to the outside broker',
    }),
    mqttOpen: Type.Boolean({
      default: false,
      description:
        'CIVITAS_MQTT_OPEN: anybody may exchange messages on topics that are not the platform’s; for laboratories only',
    }),
    instance: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9._-]+$',
        description: 'CIVITAS_INSTANCE: name of this process in a cluster; the host name unless set',
      }),
    ),
    roles: Type.Array(Type.Enum(['api', 'ingest', 'worker']), {
      minItems: 1,
      default: ['api', 'ingest', 'worker'],
      description:
        'CIVITAS_ROLES, separated by commas: api serves people, ingest listens to devices, worker follows messages',
    }),
    cluster: Type.Boolean({
      default: false,
      description: 'CIVITAS_CLUSTER: other processes share this database',
    }),
    logLevel: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
      default: 'info',
      description: 'CIVITAS_LOG_LEVEL',
    }),
    sampleCity: Type.Boolean({
      default: false,
      description: 'CIVITAS_SAMPLE_CITY: fill with the sample city and its demo accounts',
    }),
    sampleData: Type.Boolean({
      default: true,
      description: 'CIVITAS_SAMPLE_DATA: the sample city with the tables its departments hold',
    }),
    testPay: Type.Boolean({
      default: false,
      description:
        'CIVITAS_TEST_PAY: serve a payment channel under /test-pay that moves no money; on in the sample city',
    }),
    requestsPerMinute: Type.Integer({
      minimum: 10,
      default: 6000,
      description: 'CIVITAS_REQUESTS_PER_MINUTE for each caller',
    }),
    signInsPerMinute: Type.Integer({
      minimum: 1,
      default: 30,
      description: 'CIVITAS_SIGN_INS_PER_MINUTE for each address',
    }),
    sessionHours: Type.Number({
      minimum: 0.1,
      maximum: 720,
      default: 12,
      description: 'CIVITAS_SESSION_HOURS',
    }),
    levelMinutes: Type.Number({
      minimum: 1,
      maximum: 720,
      default: 15,
      description: 'CIVITAS_LEVEL_MINUTES a level above the password lasts in a session',
    }),
    trustProxy: Type.Boolean({
      default: false,
      description: 'CIVITAS_TRUST_PROXY: take the caller’s address from X-Forwarded-For',
    }),
    refusePrivateContexts: Type.Boolean({
      default: false,
      description: 'CIVITAS_REFUSE_PRIVATE_CONTEXTS: fetch no @context from addresses of private networks',
    }),
    coapPort: devicePort('CIVITAS_COAP_PORT: CoAP over UDP, usually 5683'),
    hj212Port: devicePort('CIVITAS_HJ212_PORT: HJ 212 over TCP'),
    jt808Port: devicePort('CIVITAS_JT808_PORT: JT/T 808 over TCP and UDP'),
    jt809Port: devicePort('CIVITAS_JT809_PORT: JT/T 809 over TCP, the upper end of the main link'),
    gbt26875Port: devicePort('CIVITAS_GBT26875_PORT: GB/T 26875.3 over TCP and UDP'),
    sl651Port: devicePort('CIVITAS_SL651_PORT: SL 651 over TCP and UDP'),
    aisPort: devicePort('CIVITAS_AIS_PORT: NMEA 0183 AIVDM over TCP and UDP'),
    secretKey: Type.Optional(
      Type.String({
        pattern: '^[0-9a-f]{32}$',
        description:
          'CIVITAS_SECRET_KEY: seals keys of other systems in the database; the same for every process of a cluster',
      }),
    ),
    smtpUrl: Type.Optional(
      Type.String({
        pattern: '^smtps?://',
        description: 'CIVITAS_SMTP_URL: smtp://user:password@host:port, by which mail goes out',
      }),
    ),
    mailFrom: Type.Optional(
      Type.String({
        pattern: '^[^@\\s]+@[^@\\s]+$',
        description: 'CIVITAS_MAIL_FROM: address mail comes from; needed for mail to go out',
      }),
    ),
    publicUrl: Type.Optional(
      Type.String({
        pattern: '^https?://',
        description: 'CIVITAS_PUBLIC_URL: address people open the platform at, for links in mail',
      }),
    ),
    pushWithoutTls: Type.Boolean({
      default: false,
      description: 'CIVITAS_PUSH_WITHOUT_TLS: web push also to services without TLS, for closed networks',
    }),
    refusePrivateEndpoints: Type.Boolean({
      default: false,
      description:
        'CIVITAS_REFUSE_PRIVATE_ENDPOINTS: notify and ask no NGSI-LD endpoint at addresses of private networks',
    }),
  },
  { additionalProperties: false },
)

export type Config = Static<typeof ConfigSchema>

const compiled = Compile(ConfigSchema)

/** A setting that is wrong; the message names its path, so that the operator finds it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Name of the environment variable of a setting: mqttPort → CIVITAS_MQTT_PORT. */
export function variableOf(name: string): string {
  return `CIVITAS_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** Reads the settings: defaults, then the file, then the environment, then `given` (from the command line). */
export function readConfig(env: NodeJS.ProcessEnv, given: Partial<Config> = {}): Config {
  const names = Object.keys(ConfigSchema.properties)
  const merged: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(ConfigSchema.properties)) {
    if ('default' in schema) merged[name] = schema.default
  }
  Object.assign(merged, readFile(env.CIVITAS_CONFIG))
  for (const name of names) {
    const text = env[variableOf(name)]
    if (text !== undefined && text !== '') merged[name] = parse(name, text)
  }
  for (const [name, value] of Object.entries(given)) if (value !== undefined) merged[name] = value
  refuseWrong(merged)
  if ((merged.tlsCert === undefined) !== (merged.tlsKey === undefined))
    throw new ConfigError('/tlsKey (CIVITAS_TLS_KEY): certificate and key go together')
  return { ...(merged as Config), data: resolve(String(merged.data)) }
}

/** Certificate and key the operator gave; undefined when none. */
export function readTls(config: Config): { cert: string; key: string } | undefined {
  if (!config.tlsCert || !config.tlsKey) return undefined
  for (const path of [config.tlsCert, config.tlsKey])
    if (!existsSync(path))
      throw new ConfigError(`CIVITAS_TLS_CERT, CIVITAS_TLS_KEY: there is no file ${path}`)
  return { cert: readFileSync(config.tlsCert, 'utf8'), key: readFileSync(config.tlsKey, 'utf8') }
}

function readFile(path: string | undefined): Record<string, unknown> {
  if (!path) return {}
  if (!existsSync(path)) throw new ConfigError(`CIVITAS_CONFIG: there is no file ${path}`)
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new ConfigError(`${path} is not JSON: ${(error as Error).message}`)
  }
}

function parse(name: string, text: string): unknown {
  const type = (ConfigSchema.properties as Record<string, { type?: string }>)[name]?.type
  if (type === 'array') return text.split(',').map((one) => one.trim())
  if (type === 'integer' || type === 'number') return Number(text)
  if (type === 'boolean')
    return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text
  return text
}

function refuseWrong(merged: Record<string, unknown>): void {
  const unknown = Object.keys(merged).find((name) => !(name in ConfigSchema.properties))
  if (unknown) throw new ConfigError(`/${unknown}: there is no such setting`)
  if (compiled.Check(merged)) return
  const [first] = compiled.Errors(merged)
  const path = first?.instancePath || '/'
  throw new ConfigError(
    `${path} (${variableOf(path.slice(1))}): ${first?.message ?? 'is wrong'}, got ${JSON.stringify(merged[path.slice(1)])}`,
  )
}
