import type { Kernel } from '../../../../kernel/kernel.ts'
import { bindContexts } from './contexts/bind-contexts.ts'
import { createContexts } from './contexts/context-store.ts'
import { registersContext } from './contexts/registers-context.ts'
import { bindDiscovery } from './discovery/bind-discovery.ts'
import { bindAttributes } from './entities/bind-attributes.ts'
import { bindBatches } from './entities/bind-batches.ts'
import { bindEntities } from './entities/bind-entities.ts'
import { type Broker, type BrokerParts, createBroker } from './entities/broker.ts'
import type { NgsiParts } from './http/exchange.ts'
import { bindRoutes, type On } from './http/routes.ts'
import { bindTemporalReading } from './temporal/bind-temporal.ts'
import { bindTemporalWriting } from './temporal/bind-temporal-writing.ts'
import type { SeriesReader } from './temporal/history.ts'

/** What other parts of NGSI-LD (subscriptions, registrations) build on. */
export interface NgsiLd extends NgsiParts {
  broker: Broker
}

/** Serves NGSI-LD 1.8 (ETSI GS CIM 009) over the rows of the city’s entities. `more` binds further parts of the standard. */
export function bindNgsiLd(
  kernel: Kernel,
  parts: Omit<BrokerParts, 'kernel'> & { readSeries: SeriesReader },
  more: ReadonlyArray<(ngsi: NgsiLd) => (on: On) => void> = [],
): NgsiLd {
  const contexts = createContexts(kernel, new Map([['civitas', registersContext(parts.registers)]]))
  const ngsi: NgsiLd = { broker: createBroker({ kernel, ...parts }), contexts, registers: parts.registers }
  bindRoutes(kernel, ngsi, [
    bindEntities(kernel.db, ngsi),
    bindAttributes(kernel, ngsi),
    bindBatches(kernel.db, ngsi),
    bindContexts(ngsi),
    bindDiscovery(kernel.db, ngsi),
    bindTemporalReading(kernel, ngsi, parts.readSeries),
    bindTemporalWriting(kernel, ngsi, parts.findDivision),
    ...more.map((make) => make(ngsi)),
  ])
  return ngsi
}
