import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Figures for `/metrics` in the Prometheus text format. */
export interface Metrics {
  readonly registry: Registry
  counter<L extends string>(name: string, help: string, labels?: L[]): Counter<L>
  gauge<L extends string>(
    name: string,
    help: string,
    labels?: L[],
    collect?: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L>
  histogram<L extends string>(name: string, help: string, buckets: number[], labels?: L[]): Histogram<L>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    counter: (name, help, labels = []) =>
      new Counter({ name, help, labelNames: labels, registers: [registry] }),
    gauge: (name, help, labels = [], collect) => {
      const gauge: Gauge<(typeof labels)[number]> = new Gauge({
        name,
        help,
        labelNames: labels,
        registers: [registry],
        collect: collect ? () => collect(gauge as never) : undefined,
      })
      return gauge as never
    },
    histogram: (name, help, buckets, labels = []) =>
      new Histogram({ name, help, buckets, labelNames: labels, registers: [registry] }),
  }
}
