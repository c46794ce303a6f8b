import type { TestProject } from 'vitest/node'
import { hasBrowser } from './lib/browser.ts'
import { startSampleCity } from './lib/sample-city.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The one sample city all journeys share; empty where no browser is installed. */
    cityUrl: string
    cityMqttPort: number
  }
}

/** Starts the sample city once for all journeys; without a browser they are skipped and it is not needed. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  if (!hasBrowser) {
    project.provide('cityUrl', '')
    project.provide('cityMqttPort', 0)
    return async () => undefined
  }
  const city = await startSampleCity()
  project.provide('cityUrl', city.url)
  project.provide('cityMqttPort', city.mqttPort)
  return city.stop
}
