import { addIntakeClient, type Client, ProblemError, reportEvent, takeIntake } from '@civitas/sdk'
import type { Player } from './people.ts'
import type { DayReport } from './plan-day.ts'

/** Who tells of things: people by their own accounts, systems by intake, other programs by Open311. */
export interface Tellers {
  readonly url: string
  readonly stamp: string
  readonly admin: Client
  readonly citizens: readonly Player[]
  readonly grid: readonly Player[]
  readonly apiKey: string
  /** Event type of a class of GB/T 30428.2. */
  readonly typeOf: (standardClass: string) => string
}

export async function makeApiKey(admin: Client, stamp: string): Promise<string> {
  const body = { name: `day ${stamp}`, channel: 'citizen' as const }
  return (await admin.call(addIntakeClient, { body })).apiKey
}

/** Tells the platform of one thing, the way its channel does. */
export async function tell(tellers: Tellers, report: DayReport): Promise<void> {
  const { channel, number } = report
  if (channel === 'citizen') return byPerson(tellers, tellers.citizens, report)
  if (channel === 'grid') return byPerson(tellers, tellers.grid, report)
  if (channel === 'open311') return byOpen311(tellers, report)
  await tellers.admin.call(takeIntake, {
    body: {
      channel,
      sourceSystem: `day ${channel}`,
      externalId: `${tellers.stamp}-${number}`,
      title: report.title,
      position: [...report.position],
      standardClass: report.standardClass,
      ...(channel === 'algorithm' ? { confidence: 0.92 } : {}),
      ...(channel === 'hotline' ? { reporter: { name: `来电 ${number}`, phone: phoneOf(number) } } : {}),
    },
  })
}

function phoneOf(number: number): string {
  return `1390${String(number % 10_000_000).padStart(7, '0')}`
}

async function byPerson(tellers: Tellers, people: readonly Player[], report: DayReport): Promise<void> {
  const player = people[report.number % people.length] as Player
  const { title, standardClass, position } = report
  await player.client.call(reportEvent, {
    body: {
      ...{ type: tellers.typeOf(standardClass), title, standardClass, position: [...position] },
      key: `${tellers.stamp}-${report.number}`,
    },
  })
}

async function byOpen311(tellers: Tellers, report: DayReport): Promise<void> {
  const [lon, lat] = report.position
  const response = await fetch(`${tellers.url}/open311/v2/requests.json`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ api_key: tellers.apiKey, service_code: tellers.typeOf(report.standardClass) },
      ...{ lat: String(lat), long: String(lon), description: report.title },
    }),
  })
  if (!response.ok) throw new Error(`Open311 answered ${response.status}: ${await response.text()}`)
}

/** A refusal worth another try: somebody was quicker, or the platform is busy. */
export function isPassing(error: unknown): boolean {
  return error instanceof ProblemError && (error.problem.status === 409 || error.problem.status === 429)
}
