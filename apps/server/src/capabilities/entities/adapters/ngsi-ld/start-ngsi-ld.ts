import type { Kernel } from '../../../../kernel/kernel.ts'
import { bindNgsiLd, type NgsiLd } from './bind-ngsi-ld.ts'
import type { BrokerParts } from './entities/broker.ts'
import { createOutside } from './http/call-outside.ts'
import { bindSubscriptions } from './subscriptions/bind-subscriptions.ts'
import { type Subscriptions, startSubscriptions } from './subscriptions/subscriptions.ts'
import type { SeriesReader } from './temporal/history.ts'

/** NGSI-LD with all that runs beside its requests. */
export interface RunningNgsiLd {
  hearLatest(datastreamIds: readonly number[]): void
  stop(): Promise<void>
}

/** Serves NGSI-LD and starts its subscriptions and context sources. */
export function startNgsiLd(
  kernel: Kernel,
  parts: Omit<BrokerParts, 'kernel'> & { readSeries: SeriesReader },
): RunningNgsiLd {
  const outside = createOutside(kernel.config)
  const running: { subscriptions?: Subscriptions } = {}
  bindNgsiLd(kernel, parts, [
    (ngsi: NgsiLd) => {
      const subscriptions = startSubscriptions(kernel, ngsi, outside)
      running.subscriptions = subscriptions
      return bindSubscriptions(kernel, ngsi, subscriptions, 'entity')
    },
  ])
  return {
    hearLatest: (ids) => running.subscriptions?.hearLatest(ids),
    stop: async () => {
      await running.subscriptions?.stop()
      outside.close()
    },
  }
}
