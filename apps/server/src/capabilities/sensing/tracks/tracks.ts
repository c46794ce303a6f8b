import type { DomainRegistry } from '@civitas/domain-kit'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Entities } from '../../entities/index.ts'
import type { Identity } from '../../identity/index.ts'
import type { Territory } from '../../territory/index.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import type { Credentials } from '../things/credentials.ts'
import { bindTracks } from './bind-tracks.ts'
import { type Fences, openFences } from './fences/run-fences.ts'
import { createPrivacy, type Privacy } from './privacy.ts'
import { createPositionRecorder, type PositionRecorder } from './record-positions.ts'
import type { RoadGraph } from './roads/road-graph.ts'
import { createRoadNetwork } from './roads/road-network.ts'
import { setUpTracking, type TrackingPlan } from './set-up-tracking.ts'

interface Given {
  kernel: Kernel
  entities: Entities
  identity: Identity
  territory: Territory
  domains: DomainRegistry
  index: DatastreamIndex
  credentials: Credentials
}

export interface TrackParts extends Given {
  positions: PositionRecorder
  fences: Fences
  privacy: Privacy
  roads: () => Promise<RoadGraph>
}

export interface Tracks extends PositionRecorder {
  setUp(tx: Transaction, plan: TrackingPlan): Promise<void>
}

/** Positions and tracks (PLT-018): recorded, cleaned, judged by fences, replayed under rules of privacy. */
export async function startTracks(given: Given): Promise<Tracks> {
  const { kernel, entities, domains, identity } = given
  const fences = await openFences(kernel)
  const privacy = createPrivacy(kernel, domains, identity)
  const positions = createPositionRecorder({ ...given, fences, isPersonal: privacy.isPersonal })
  bindTracks({
    ...{ ...given, fences, positions, privacy },
    roads: createRoadNetwork(entities, () => kernel.clock.now().getTime()),
  })
  return { ...positions, setUp: (tx, plan) => setUpTracking(kernel, fences, tx, plan) }
}
