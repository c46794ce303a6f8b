import type { Kernel } from '../../../../kernel/kernel.ts'
import { bindNgsiLd, type NgsiLd } from './bind-ngsi-ld.ts'
import { distributeRequests } from './distributed/distribute.ts'
import type { BrokerParts } from './entities/broker.ts'
import { createOutside } from './http/call-outside.ts'
import type { On } from './http/routes.ts'
import { bindRegistrations } from './registrations/bind-registrations.ts'
import { makeCsourceNotifier } from './registrations/notify-csource.ts'
import { type Registrations, startRegistrations } from './registrations/registrations.ts'
import { bindSubscriptions } from './subscriptions/bind-subscriptions.ts'
import { notifyPeriodically } from './subscriptions/notify-periodically.ts'
import { type Subscriptions, startSubscriptions } from './subscriptions/subscriptions.ts'
import type { SeriesReader } from './temporal/history.ts'

/** NGSI-LD with all that runs beside its requests. */
export interface RunningNgsiLd {
  readonly subscriptions: Subscriptions
  readonly registrations: Registrations
  hearLatest(datastreamIds: readonly number[]): void
  stop(): Promise<void>
}

/** Serves NGSI-LD and starts its subscriptions and context sources. */
export function startNgsiLd(
  kernel: Kernel,
  parts: Omit<BrokerParts, 'kernel'> & { readSeries: SeriesReader },
): RunningNgsiLd {
  const outside = createOutside(kernel.config)
  const running = {} as {
    subscriptions: Subscriptions
    registrations: Registrations
    periodic: { stop(): Promise<void> }
  }
  bindNgsiLd(kernel, parts, [
    (ngsi: NgsiLd) => {
      const subscriptions = startSubscriptions(kernel, ngsi, outside)
      const csource = makeCsourceNotifier(kernel, ngsi.contexts, () => subscriptions)
      const registrations = startRegistrations(kernel, csource.onRegistration)
      const periodic = notifyPeriodically(kernel, 'csource', subscriptions.index, (one) =>
        csource.tellMatching(one, registrations.of(one.row.tenant)),
      )
      Object.assign(running, { subscriptions, registrations, periodic })
      distributeRequests(kernel, ngsi, registrations, outside, parts.findDivision)
      const bindings = [
        bindSubscriptions(kernel, ngsi, subscriptions, 'entity'),
        bindSubscriptions(kernel, ngsi, subscriptions, 'csource', (row) =>
          csource.onSubscribed(row, registrations.of(row.tenant)),
        ),
        bindRegistrations(kernel, ngsi, registrations),
      ]
      return (on: On) => {
        for (const bind of bindings) bind(on)
      }
    },
  ])
  return {
    ...running,
    hearLatest: running.subscriptions.hearLatest,
    stop: async () => {
      running.registrations.stop()
      await running.periodic.stop()
      await running.subscriptions.stop()
      outside.close()
    },
  }
}
