import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createThing, signIn } from '@civitas/contract'
import type { Domain } from '@civitas/domain-kit'
import { type Client, createClient } from '@civitas/sdk'
import { inject } from 'vitest'
import type { Clock, MovableClock } from '../kernel/clock.ts'
import { type Config, readConfig } from '../kernel/config.ts'
import { newId } from '../kernel/ids.ts'
import { type Platform, startPlatform } from '../platform.ts'
import { places } from './small-city.ts'
import { cloneDatabase } from './test-database.ts'

export interface TestPlatform extends Platform {
  readonly url: string
  /** A signed-in client; each call makes a user of its own. Scope: the whole city unless divisions are given. */
  signedInAs(role: string, more?: { divisions?: string[]; organisationId?: string }): Promise<Client>
  /** A client nobody is signed in with. */
  anonymous(): Client
  /** Registers a thing with a credential, as an administrator would. */
  aThing(thingType: string, more?: AThing): Promise<ATestThing>
  /** Everything published so far has been handled. */
  settle(): Promise<void>
}

export interface AThing {
  position?: [number, number]
  name?: string
  attributes?: Record<string, unknown>
}

export interface ATestThing {
  id: string
  name: string
  credential: { name: string; key: string }
  /** Id of a datastream by its property. */
  datastream(property: string): number
}

export interface TestOptions {
  domains?: readonly Domain[]
  clock?: Clock | MovableClock
  /** Settings beside those of every test, such as ports of device protocols. */
  config?: Partial<Config>
}

const password = 'correct horse battery'

/**
 * Starts a whole platform on a clone of the template database; real HTTP and MQTT on ports the system chooses. Nothing is done
 * by the time of day: what a test sees would depend on the minute it runs in.
 */
export async function startTestPlatform(options: TestOptions = {}): Promise<TestPlatform> {
  const database = await cloneDatabase(inject('databaseServer'))
  const data = mkdtempSync(join(tmpdir(), 'civitas-test-data-'))
  const config = readConfig(
    {},
    {
      ...{ host: '127.0.0.1', port: 0, mqttPort: 0, logLevel: 'error', data, databaseUrl: database.url },
      ...{ signInsPerMinute: 10_000, requestsPerMinute: 1_000_000 },
      ...options.config,
    },
  )
  const platform = await startPlatform({ ...options, config, schedule: false })
  const url = `http://127.0.0.1:${platform.port}`
  const signedInAs = makeSignIn(platform, url)
  let admin: Promise<Client> | undefined
  return {
    ...platform,
    url,
    signedInAs,
    anonymous: () => createClient({ baseUrl: url }),
    aThing: async (thingType, more) => {
      admin ??= signedInAs('administrator')
      return registerThing(await admin, thingType, more)
    },
    settle: () => platform.kernel.messages.settle(),
    stop: async () => {
      await platform.stop()
      await database.drop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

function makeSignIn(platform: Platform, url: string): TestPlatform['signedInAs'] {
  let made = 0
  return async (role, more = {}) => {
    const account = `${role}-${++made}`
    await platform.identity.addDemoUser({
      account,
      name: `${platform.identity.roleName(role)}${made}`,
      password,
      roles: [role],
      divisions: more.divisions ?? ['990100'],
      organisationId: more.organisationId ?? null,
    })
    const { accessToken } = await createClient({ baseUrl: url }).call(signIn, { body: { account, password } })
    return createClient({ baseUrl: url, token: () => accessToken })
  }
}

async function registerThing(admin: Client, thingType: string, more: AThing = {}): Promise<ATestThing> {
  const reference = `T-${newId().slice(-12)}`
  const { thing, datastreams, credential } = await admin.call(createThing, {
    body: {
      thingType,
      reference,
      name: more.name ?? `测试设备${reference}`,
      position: more.position ?? places.oldTown,
      attributes: more.attributes ?? {},
      credential: { name: `cred-${reference}` },
    },
  })
  return {
    id: thing.id,
    name: thing.name,
    credential: credential as { name: string; key: string },
    datastream: (property) => {
      const found = datastreams.find((one) => one.property === property)
      if (!found) throw new Error(`${thingType} has no datastream ${property}`)
      return found.datastreamId
    },
  }
}
