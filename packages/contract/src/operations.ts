import * as calendars from './calendars.ts'
import * as cases from './cases/index.ts'
import * as cityParts from './city-parts.ts'
import * as command from './command/index.ts'
import * as data from './data/index.ts'
import * as entities from './entities.ts'
import * as entitySources from './entity-sources.ts'
import * as entitySubscriptions from './entity-subscriptions.ts'
import * as eventExchange from './event-exchange.ts'
import * as eventIntake from './event-intake.ts'
import * as events from './events.ts'
import * as grassroots from './grassroots.ts'
import * as grids from './grids.ts'
import * as signOn from './identity/index.ts'
import * as identity from './identity.ts'
import * as indicators from './indicators/index.ts'
import * as ledger from './ledger.ts'
import * as maps from './maps.ts'
import * as messaging from './messaging/index.ts'
import * as modules from './modules.ts'
import type { AnyOperation } from './operation.ts'
import * as opinion from './opinion.ts'
import * as platform from './platform.ts'
import * as posts from './posts.ts'
import * as reporterBlocks from './reporter-blocks.ts'
import * as sensing from './sensing/index.ts'
import * as services from './services/index.ts'
import * as socialRisk from './social-risk.ts'
import * as territory from './territory.ts'
import * as warningModels from './warning-models.ts'
import * as warnings from './warnings.ts'

function isOperation(value: unknown): value is AnyOperation {
  return (
    typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'response' in value
  )
}

/** Every operation of the contract, in the order of the capabilities. */
export const operations: AnyOperation[] = [
  platform,
  territory,
  calendars,
  grids,
  identity,
  signOn,
  posts,
  ledger,
  entities,
  cityParts,
  grassroots,
  modules,
  entitySources,
  entitySubscriptions,
  sensing,
  maps,
  indicators,
  messaging,
  data,
  events,
  eventIntake,
  eventExchange,
  opinion,
  reporterBlocks,
  warnings,
  warningModels,
  socialRisk,
  cases,
  command,
  services,
].flatMap((file) => Object.values(file).filter(isOperation))
