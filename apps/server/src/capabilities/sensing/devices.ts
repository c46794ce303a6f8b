import { join } from 'node:path'
import { readTls } from '../../kernel/config.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { createChannels } from './adapters/mqtt/device-channels.ts'
import { createDownlink, joinChannels } from './adapters/protocols/downlink.ts'
import { startAttempts } from './admission/attempts.ts'
import { openAuthority } from './admission/authority.ts'
import { bindAdmission } from './admission/bind-admission.ts'
import { bindCredentials } from './admission/bind-credentials.ts'
import { startQuarantines } from './admission/quarantine.ts'
import { createRights } from './admission/rights.ts'
import { bindCommands } from './commands/bind-commands.ts'
import { startDelivery } from './commands/deliver.ts'
import { bindConformance } from './conformance/bind-conformance.ts'
import { startConformanceWatch } from './conformance/watch.ts'
import type { DatastreamIndex } from './datastreams/datastream-index.ts'
import { bindFleet } from './fleet/bind-fleet.ts'
import { bindHealth } from './health/bind-health.ts'
import type { SensingNeeds } from './index.ts'
import { bindModels } from './models/bind-models.ts'
import type { ThingModels } from './models/registry.ts'
import { bindOids } from './oids/bind-oids.ts'
import { createShadows } from './shadow/shadow.ts'
import { bindSiting } from './siting/bind-siting.ts'
import { openFacilityGate } from './siting/facility-gate.ts'
import { bindTerminals, type TerminalParts } from './terminals/bind-terminals.ts'
import type { Credentials } from './things/credentials.ts'

interface Parts {
  kernel: Kernel
  index: DatastreamIndex
  models: ThingModels
  credentials: Credentials
}

export type Devices = Awaited<ReturnType<typeof startDevices>>

/** The device side of sensing: who gets in, what devices are told, what is asked of them. */
export async function startDevices({ kernel, index, models, credentials }: Parts) {
  const authority = await openAuthority(
    join(kernel.config.data, 'tls'),
    readTls(kernel.config),
    kernel.clock.now(),
  )
  const attempts = startAttempts(kernel)
  const quarantines = await startQuarantines({ kernel, index, credentials })
  const rights = createRights(kernel, index)
  const shadows = createShadows(kernel)
  const channels = createChannels()
  const downlink = createDownlink()
  const channel = joinChannels(channels, downlink)
  const delivery = startDelivery(kernel, channel)
  const watch = await startConformanceWatch(kernel)
  const gate = await openFacilityGate(kernel, models)
  return {
    ...{
      authority,
      attempts,
      quarantines,
      rights,
      shadows,
      channels,
      channel,
      downlink,
      delivery,
      watch,
      gate,
    },
    stop: async () => {
      await delivery.stop()
      await Promise.all([attempts.stop(), quarantines.stop(), watch.stop()])
    },
  }
}

/** Binds every operation of the device side. */
export function bindDevices(
  parts: Parts &
    Devices &
    SensingNeeds &
    TerminalParts & { mqtt: { readonly port: number; readonly securePort: number } },
): void {
  bindModels(parts)
  bindCredentials(parts)
  bindAdmission(parts)
  bindCommands(parts)
  bindFleet(parts)
  bindSiting(parts)
  bindConformance(parts)
  bindHealth(parts)
  bindOids(parts)
  bindTerminals(parts)
}
