import {
  type CityEvent,
  eventChanged,
  type OpinionTaken,
  type OpinionText,
  warningChanged,
} from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import type { Scope } from '../../kernel/access.ts'
import { defineCapability } from '../../kernel/capability.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import type { PlaceFilter, PlaceReader } from '../../kernel/db/place-reader.ts'
import { isId } from '../../kernel/ids.ts'
import { createSealer } from '../../kernel/sealed.ts'
import { startWorkQueue } from '../../kernel/work-queue.ts'
import type { Entities } from '../entities/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Indicators } from '../indicators/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Messaging } from '../messaging/index.ts'
import type { Sensing } from '../sensing/index.ts'
import type { Territory } from '../territory/index.ts'
import { bindOpen311 } from './adapters/open311/bind-open311.ts'
import { type CaseOpened, noteCaseClosed, noteCaseReopened, noteCasesOpened } from './close-event.ts'
import { listEntries } from './entries-store.ts'
import { followNextForward } from './exchange/forward-open311.ts'
import { sendToNextPeer } from './exchange/send-exchange.ts'
import { openSituations, type SituationDoor } from './exchange/situations.ts'
import { tellPeers } from './exchange/tell-peers.ts'
import { importPast, type PastEvent } from './import-past.ts'
import { readOpenPlaces } from './open-places.ts'
import { takeTexts } from './opinion/take-texts.ts'
import * as partiesStore from './parties-store.ts'
import type { EventsParts } from './publish-event.ts'
import { raiseEvents } from './raise-event.ts'
import { raiseIncidents } from './raise-incident.ts'
import { lookThroughNext } from './recurrence/raise-recurrences.ts'
import { type EventKind, tellKinds } from './recurrence/store.ts'
import { findOwnReport } from './reports/own-reports.ts'
import * as publicReports from './reports/public-reports.ts'
import { startSuggester } from './reports/suggest.ts'
import { takeReport } from './reports/take-report.ts'
import { takeTickets } from './reports/take-tickets.ts'
import { tellReporters } from './reports/tell-reporters.ts'
import type { Told } from './reports/told.ts'
import { bindRoutes } from './routes.ts'
import { type EventFilter, findEvent, findEvents, listEvents, makeToEvent } from './store.ts'
import { runNextModel } from './warning-models/run-models.ts'
import { followNextWarning, warnOfEvents } from './warnings/end-warning.ts'

/** What other capabilities may ask of `events`. */
export interface Events {
  find(db: Queryable, id: string, scope: Scope): Promise<CityEvent | undefined>
  /** Events by the filter of their list. */
  list(filter: EventFilter, scope: Scope): Promise<CityEvent[]>
  /** Events by their ids, in the order of the ids, whatever their division. */
  findMany(db: Queryable, ids: readonly string[]): Promise<CityEvent[]>
  /** Cases were opened for events, by a person or by the platform; each event now ends with its case. */
  noteCasesOpened(
    tx: Transaction,
    opened: readonly CaseOpened[],
    by: { userId: string | null; userName: string | null },
  ): Promise<void>
  /** The last open case of the event was closed; the event ends. */
  noteCaseClosed(tx: Transaction, eventId: string, reference: string): Promise<void>
  /** A closed case of the event was taken up again; the event is open with it. */
  noteCaseReopened(tx: Transaction, eventId: string, reference: string): Promise<void>
  /** The report of a person, and the case it has led to through every merging; undefined when it is not theirs. */
  findOwnReport(
    db: Queryable,
    reportId: string,
    userId: string,
  ): Promise<{ eventId: string; caseId: string | null } | undefined>
  /** Citizens’ reports in squares, by month, and who was first with one; for what the city publishes of them. */
  readonly publicReports: typeof publicReports
  /** Takes word of another system in, once by its id there. */
  takeTold(tx: Transaction, told: Told): Promise<CityEvent>
  /** Situation reports of incidents to the level above and the counties concerned. */
  readonly situations: SituationDoor
  /** What was said when it ended; null while it is open. */
  answerOf(db: Queryable, eventId: string): Promise<string | null>
  /** Takes public texts in: contents, topics, and events of those that have burst. */
  takeOpinion(tx: Transaction, texts: readonly OpinionText[]): Promise<OpinionTaken>
  /** Brings events of the system before this one in that are over; nobody is told of them. */
  importPast(tx: Transaction, past: readonly PastEvent[]): Promise<void>
  /** Whom events are about or were told by, as ids, and the events of such; for comparing, never for showing. */
  readonly parties: typeof partiesStore
  /** Type and count of events by id, of every division; for figures, never for showing one. */
  tellKinds(db: Queryable, ids: readonly string[]): Promise<Map<string, EventKind>>
  /** Open events by place, counted on the server; for the map of the three networks. */
  openPlaces(filter: PlaceFilter, scope: Scope): PlaceReader
  stop(): Promise<void>
}

export interface EventsNeeds {
  territory: Territory
  identity: Identity
  entities: Entities
  sensing: Sensing
  indicators: Indicators
  messaging: Messaging
  ledger: Ledger
  domains: DomainRegistry
}

/** 城市事件: everything that may need attention, from any channel: merged, verified, closed. */
export const events = defineCapability({
  name: 'events',
  needs: ['territory', 'identity', 'entities', 'sensing', 'indicators', 'messaging', 'ledger', 'domains'],
  start: async (kernel, needs: EventsNeeds): Promise<Events> => {
    const toEvent = makeToEvent(needs.domains, needs.territory)
    const suggester = await startSuggester(kernel, needs.domains)
    const sealer = createSealer(kernel.config.data, kernel.config.secretKey)
    const parts: EventsParts = { kernel, ...needs, suggester, sealer, toEvent }
    bindRoutes(parts)
    bindOpen311(parts)
    raiseEvents(parts)
    raiseIncidents(parts)
    tellReporters(parts)
    takeTickets(parts)
    tellPeers(parts)
    warnOfEvents(parts)
    const queues = [
      startWorkQueue(kernel, 'events.exchange', (tx) => sendToNextPeer(parts, tx), { everyMs: 1_000 }),
      startWorkQueue(kernel, 'events.recurrences', (tx) => lookThroughNext(parts, tx), { everyMs: 60_000 }),
      startWorkQueue(kernel, 'events.open311', (tx) => followNextForward(parts, tx)),
      startWorkQueue(kernel, 'events.warning-models', (tx) => runNextModel(parts, tx), { everyMs: 60_000 }),
      startWorkQueue(kernel, 'events.warnings', (tx) => followNextWarning(parts, tx), { everyMs: 1_000 }),
    ]
    kernel.messages.tail(eventChanged, (body) =>
      kernel.realtime.publish('events', body.event.divisionCode, body),
    )
    kernel.messages.tail(warningChanged, (body) =>
      kernel.realtime.publish(
        'events',
        body.warning.state === 'draft' ? (body.warning.divisionCodes[0] ?? null) : '',
        body,
      ),
    )
    kernel.trace.describe('event', (ids) => describeEvents(parts, ids))
    return {
      find: async (db, id, scope) => {
        const row = await findEvent(db, id, { scope })
        return row && toEvent(row)
      },
      list: async (filter, scope) => (await listEvents(kernel.db, filter, scope)).items.map(toEvent),
      findMany: async (db, ids) => {
        const rows = new Map((await findEvents(db, ids)).map((row) => [row.id, row]))
        return ids.flatMap((id) => rows.get(id) ?? []).map(toEvent)
      },
      noteCasesOpened: (tx, opened, by) => noteCasesOpened(parts, tx, opened, by),
      importPast,
      findOwnReport,
      publicReports,
      parties: partiesStore,
      tellKinds: (db, ids) => tellKinds(db, ids),
      openPlaces: (filter, scope) => readOpenPlaces(kernel.db, filter, scope),
      takeTold: async (tx, told) => (await takeReport(parts, tx, told)).event,
      situations: openSituations(parts),
      answerOf: async (db, eventId) =>
        (await listEntries(db, eventId)).findLast((one) => one.act === 'closed' || one.act === 'dismissed')
          ?.text ?? null,
      takeOpinion: (tx, texts) => takeTexts(parts, tx, texts),
      stop: async () => {
        for (const queue of queues) await queue.stop()
      },
      noteCaseReopened: (tx, eventId, reference) => noteCaseReopened(parts, tx, eventId, reference),
      noteCaseClosed: (tx, eventId, reference) => noteCaseClosed(parts, tx, eventId, reference),
    }
  },
})

async function describeEvents({ kernel }: EventsParts, ids: string[]) {
  const rows = await findEvents(kernel.db, ids.filter(isId))
  return new Map(
    rows.map((row) => [
      row.id,
      {
        title: `${row.reference} ${row.title}`,
        time: row.raised_time,
        detail: { type: row.type, level: row.level, state: row.state, reports: row.reports },
      },
    ]),
  )
}
