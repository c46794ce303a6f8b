import type { PermissionName } from '@civitas/sdk'

export type PageName =
  | 'overview'
  | 'events'
  | 'warnings'
  | 'warning-models'
  | 'risk'
  | 'policies'
  | 'consultation-rooms'
  | 'reach'
  | 'networks'
  | 'governance-centre'
  | 'cases'
  | 'dispatch'
  | 'supervision'
  | 'duties'
  | 'appraisal'
  | 'spot-checks'
  | 'robots'
  | 'openness'
  | 'case-types'
  | 'calendars'
  | 'inbox'
  | 'messages'
  | 'message-costs'
  | 'my-desk'
  | 'templates'
  | 'hotline'
  | 'hotline-board'
  | 'tickets'
  | 'knowledge'
  | 'incidents'
  | 'plans'
  | 'boards'
  | 'plan-cards'
  | 'case-library'
  | 'resources'
  | 'rosters'
  | 'war-mode'
  | 'simulations'
  | 'imagery'
  | 'my-orders'
  | 'devices'
  | 'commands'
  | 'rules'
  | 'insight'
  | 'models'
  | 'tracks'
  | 'admission'
  | 'protocols'
  | 'credentials'
  | 'terminals'
  | 'health'
  | 'siting'
  | 'oids'
  | 'conformance'
  | 'ingest'
  | 'history'
  | 'grids'
  | 'city-parts'
  | 'modules'
  | 'entities'
  | 'subscriptions'
  | 'indicators'
  | 'watches'
  | 'indices'
  | 'surveys'
  | 'evaluations'
  | 'relations'
  | 'decisions'
  | 'service-desk'
  | 'service-tasks'
  | 'service-applications'
  | 'service-items'
  | 'service-ratings'
  | 'service-supervision'
  | 'projects'
  | 'licences'
  | 'seals'
  | 'credit'
  | 'city-codes'
  | 'payments'
  | 'halls'
  | 'decision-models'
  | 'vital-signs'
  | 'targets'
  | 'definitions'
  | 'cockpits'
  | 'walls'
  | 'instructions'
  | 'exchange'
  | 'opinion'
  | 'ledger'
  | 'datasets'
  | 'openings'
  | 'sealed'
  | 'assets'
  | 'cascade'
  | 'data-reviews'
  | 'data-guard'
  | 'data-requests'
  | 'data-gateway'
  | 'data-exchange'
  | 'data-packages'
  | 'data-duties'
  | 'import'
  | 'collect'
  | 'rejects'
  | 'pipelines'
  | 'zones'
  | 'workbench'
  | 'themes'
  | 'quality'
  | 'data-standards'
  | 'sensitive-fields'
  | 'lineage'
  | 'master-data'
  | 'data-feedback'
  | 'data-tags'
  | 'series'
  | 'kiosks'
  | 'service-registers'
  | 'supervision-orders'
  | 'city-app'
  | 'participation'
  | 'systems'
  | 'cross-region'
  | 'site'
  | 'disclosures'
  | 'consultations'
  | 'questions'
  | 'users'
  | 'organisations'
  | 'desk-layouts'
  | 'persons'
  | 'clients'
  | 'keys'
  | 'audit'
  | 'platform'
  | 'trace'

interface NavGroup {
  id:
    | 'duty'
    | 'contact'
    | 'command'
    | 'sensing'
    | 'standards'
    | 'city'
    | 'data'
    | 'govern'
    | 'sharing'
    | 'publicity'
    | 'services'
    | 'measure'
    | 'system'
  /** `or`, or any of them, opens the page as well. */
  pages: { name: PageName; needs: PermissionName | null; or?: PermissionName | readonly PermissionName[] }[]
}

const groups: NavGroup[] = [
  {
    id: 'duty',
    pages: [
      { name: 'overview', needs: null },
      { name: 'my-desk', needs: null },
      { name: 'events', needs: 'events.read' },
      { name: 'networks', needs: 'events.read' },
      { name: 'governance-centre', needs: 'cases.read' },
      { name: 'warnings', needs: 'events.read' },
      { name: 'warning-models', needs: 'events.read' },
      { name: 'risk', needs: 'events.read', or: 'command.read' },
      { name: 'opinion', needs: 'events.handle', or: 'cases.supervise' },
      { name: 'cases', needs: 'cases.read' },
      { name: 'dispatch', needs: 'cases.dispatch' },
      { name: 'supervision', needs: 'cases.supervise', or: 'cases.work' },
      { name: 'duties', needs: 'cases.manage', or: 'cases.dispatch' },
      { name: 'appraisal', needs: 'cases.supervise', or: 'cases.work' },
      { name: 'boards', needs: 'cases.read' },
      { name: 'spot-checks', needs: 'cases.check', or: 'cases.appraise' },
      { name: 'openness', needs: 'cases.supervise' },
      { name: 'case-types', needs: 'cases.manage', or: 'cases.supervise' },
      { name: 'robots', needs: 'cases.robots', or: 'cases.supervise' },
      { name: 'calendars', needs: 'territory.manage' },
    ],
  },
  {
    id: 'data',
    pages: [
      { name: 'datasets', needs: 'data.read' },
      { name: 'import', needs: 'data.own' },
      { name: 'collect', needs: 'data.own' },
      { name: 'rejects', needs: 'data.own' },
      { name: 'pipelines', needs: 'data.process' },
      { name: 'themes', needs: 'data.read' },
      { name: 'series', needs: 'data.read' },
      { name: 'workbench', needs: 'data.analyse' },
    ],
  },
  {
    id: 'govern',
    pages: [
      { name: 'quality', needs: 'data.read' },
      { name: 'data-standards', needs: 'data.read' },
      { name: 'sensitive-fields', needs: 'data.read' },
      { name: 'lineage', needs: 'data.read' },
      { name: 'master-data', needs: 'data.govern' },
      { name: 'data-feedback', needs: 'data.read' },
      { name: 'data-tags', needs: 'data.read' },
      { name: 'data-guard', needs: 'data.own', or: 'data.secure' },
    ],
  },
  {
    id: 'sharing',
    pages: [
      { name: 'data-reviews', needs: 'data.own' },
      { name: 'data-requests', needs: 'data.own', or: 'data.apply' },
      { name: 'data-gateway', needs: 'data.own', or: 'data.operate' },
      { name: 'data-exchange', needs: 'data.own', or: 'data.operate' },
      { name: 'data-packages', needs: 'data.own', or: 'data.apply' },
      { name: 'data-duties', needs: 'data.read' },
      { name: 'openings', needs: 'data.read' },
      { name: 'sealed', needs: 'data.apply', or: 'data.review' },
      { name: 'assets', needs: 'data.read' },
      { name: 'cascade', needs: 'data.read' },
      { name: 'zones', needs: 'data.operate' },
    ],
  },
  {
    id: 'publicity',
    pages: [
      { name: 'site', needs: 'services.edit' },
      { name: 'disclosures', needs: 'services.edit' },
      { name: 'consultations', needs: 'services.edit' },
      { name: 'questions', needs: 'services.edit' },
      { name: 'participation', needs: 'services.edit' },
    ],
  },
  {
    id: 'contact',
    pages: [
      { name: 'hotline', needs: 'messaging.answer' },
      { name: 'tickets', needs: 'messaging.answer' },
      { name: 'hotline-board', needs: 'messaging.answer' },
      { name: 'knowledge', needs: 'messaging.answer' },
      { name: 'inbox', needs: null },
      { name: 'messages', needs: 'messaging.send' },
      { name: 'templates', needs: 'messaging.send' },
      { name: 'message-costs', needs: 'messaging.send' },
    ],
  },
  {
    id: 'command',
    pages: [
      { name: 'incidents', needs: 'command.read' },
      { name: 'plans', needs: 'command.read' },
      { name: 'plan-cards', needs: 'command.read' },
      { name: 'case-library', needs: 'command.read' },
      { name: 'consultation-rooms', needs: 'command.obey' },
      { name: 'resources', needs: 'command.read' },
      { name: 'rosters', needs: 'command.read' },
      { name: 'war-mode', needs: 'command.read' },
      { name: 'simulations', needs: 'command.read' },
      { name: 'imagery', needs: 'command.read' },
      { name: 'reach', needs: 'command.read' },
      { name: 'my-orders', needs: 'command.obey' },
    ],
  },
  {
    id: 'sensing',
    pages: [
      { name: 'devices', needs: 'sensing.read' },
      { name: 'commands', needs: 'sensing.read' },
      { name: 'health', needs: 'sensing.read' },
      { name: 'rules', needs: 'sensing.read' },
      { name: 'insight', needs: 'sensing.read' },
      { name: 'tracks', needs: 'sensing.tracks', or: 'sensing.approve-tracks' },
      { name: 'admission', needs: 'sensing.admit' },
      { name: 'credentials', needs: 'sensing.credentials' },
      { name: 'terminals', needs: 'sensing.terminals' },
      { name: 'protocols', needs: 'sensing.read' },
      { name: 'ingest', needs: 'sensing.read' },
      { name: 'history', needs: 'sensing.read' },
    ],
  },
  {
    id: 'standards',
    pages: [
      { name: 'models', needs: 'sensing.read' },
      { name: 'siting', needs: 'sensing.read' },
      { name: 'oids', needs: 'sensing.read' },
      { name: 'conformance', needs: 'sensing.read' },
    ],
  },
  {
    id: 'city',
    pages: [
      { name: 'grids', needs: 'territory.manage', or: ['territory.survey', 'territory.ask'] },
      { name: 'modules', needs: 'entities.read' },
      { name: 'city-parts', needs: 'entities.read' },
      { name: 'entities', needs: 'entities.read' },
      { name: 'subscriptions', needs: 'entities.read' },
    ],
  },
  {
    id: 'services',
    pages: [
      { name: 'service-desk', needs: 'services.accept' },
      { name: 'halls', needs: 'services.accept', or: 'services.supervise' },
      { name: 'service-tasks', needs: 'services.examine' },
      { name: 'service-applications', needs: 'services.accept', or: 'services.examine' },
      { name: 'projects', needs: 'services.accept', or: 'services.examine' },
      { name: 'cross-region', needs: 'services.accept', or: 'events.handle' },
      { name: 'service-items', needs: 'services.items' },
      { name: 'decision-models', needs: 'services.items' },
      { name: 'payments', needs: 'services.pay' },
      { name: 'service-registers', needs: 'services.accept', or: 'services.examine' },
      { name: 'kiosks', needs: 'services.scenes' },
      { name: 'city-app', needs: 'services.scenes' },
      { name: 'systems', needs: 'services.systems' },
      { name: 'service-ratings', needs: 'services.examine', or: 'services.supervise' },
      { name: 'service-supervision', needs: 'services.supervise', or: 'services.examine' },
      { name: 'supervision-orders', needs: 'services.supervise', or: 'services.examine' },
      { name: 'licences', needs: 'services.use-licences', or: 'services.licences' },
      { name: 'seals', needs: 'services.seal', or: 'services.seals' },
      { name: 'credit', needs: 'services.credit-read' },
      { name: 'city-codes', needs: 'services.scan', or: 'services.scenes' },
    ],
  },
  {
    id: 'measure',
    pages: [
      { name: 'indicators', needs: 'indicators.read' },
      { name: 'vital-signs', needs: 'indicators.read' },
      { name: 'watches', needs: 'indicators.read' },
      { name: 'indices', needs: 'indicators.read' },
      { name: 'relations', needs: 'indicators.read' },
      { name: 'policies', needs: 'indicators.read' },
      { name: 'decisions', needs: 'indicators.read' },
      { name: 'evaluations', needs: 'indicators.read' },
      { name: 'surveys', needs: 'indicators.read' },
      { name: 'targets', needs: 'indicators.read' },
      { name: 'definitions', needs: 'indicators.read' },
      { name: 'cockpits', needs: 'indicators.read' },
      { name: 'walls', needs: 'indicators.compose' },
      { name: 'instructions', needs: 'indicators.read' },
    ],
  },
  {
    id: 'system',
    pages: [
      { name: 'users', needs: 'identity.read' },
      { name: 'organisations', needs: 'identity.read' },
      { name: 'desk-layouts', needs: 'identity.read' },
      { name: 'persons', needs: 'identity.persons' },
      { name: 'clients', needs: 'identity.clients' },
      { name: 'keys', needs: 'identity.keys' },
      { name: 'exchange', needs: 'events.federate', or: 'events.handle' },
      { name: 'ledger', needs: 'ledger.read' },
      { name: 'audit', needs: 'identity.audit' },
      { name: 'platform', needs: 'platform.operate' },
      { name: 'trace', needs: 'platform.trace' },
    ],
  },
]

/** The pages a person may open, in their groups; groups without a page are left out. */
export function pagesFor(permissions: readonly string[]): NavGroup[] {
  return groups
    .map((group) => ({
      ...group,
      pages: group.pages.filter(
        ({ needs, or = [] }) =>
          needs === null || [needs, or].flat().some((name) => permissions.includes(name)),
      ),
    }))
    .filter((group) => group.pages.length > 0)
}

/** Address of a page; the overview is the console itself. */
export function pagePath(name: PageName): string {
  return name === 'overview' ? '/console' : `/console/${name}`
}
